import { lazy, type ReactNode, Suspense, useRef, useState } from "react";

const loadOverlay = () => import("./overlay.tsx");
const Overlay = lazy(async () => ({ default: (await loadOverlay()).Overlay }));

interface PopoverButtonProps {
  /** What the button shows. */
  readonly face: ReactNode;
  /** What the panel is called, and the button too where its face has no words. */
  readonly label: string;
  readonly hasWords: boolean;
  readonly className: string;
  readonly panelClassName?: string;
  /** The panel; it is told how to close itself. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a panel. The panel's code is fetched when the button is about to be used. */
export function PopoverButton({ face, label, hasWords, className, panelClassName = "", children }: PopoverButtonProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <button
        ref={trigger}
        type="button"
        className={className}
        aria-label={hasWords ? undefined : label}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onPointerEnter={() => void loadOverlay()}
        onFocus={() => void loadOverlay()}
        onClick={() => setOpen(!isOpen)}
      >
        {face}
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <Overlay trigger={trigger} label={label} className={panelClassName} onClose={close}>
            {children(close)}
          </Overlay>
        </Suspense>
      )}
    </>
  );
}
