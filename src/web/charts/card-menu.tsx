import { lazy, Suspense, type RefObject } from "react";
import { Icon } from "../controls/icon.tsx";
import { PopoverButton } from "../controls/popover-button.tsx";

const Takeaway = lazy(async () => ({ default: (await import("../evidence/takeaway.tsx")).Takeaway }));

interface CardMenuProps {
  readonly title: string;
  /** The questions behind the card. */
  readonly paths: readonly string[];
  /** What holds the card's drawing, where it has one. */
  readonly frame?: RefObject<HTMLElement | null>;
}

/** What can be taken away of a card: the question as a command, as curl and as a link, the answer as CSV, the drawing as SVG. */
export function CardMenu({ title, paths, frame }: CardMenuProps) {
  if (paths.length === 0) return null;
  return (
    <PopoverButton
      face={<Icon name="more" />}
      label={`Copy or export ${title}`}
      hasWords={false}
      className="icon-button"
      panelClassName="menu-panel"
    >
      {(close) => (
        <Suspense fallback={<div className="menu-room" />}>
          <Takeaway
            title={title}
            paths={paths}
            drawing={() => frame?.current?.querySelector("svg") ?? null}
            onDone={close}
          />
        </Suspense>
      )}
    </PopoverButton>
  );
}
