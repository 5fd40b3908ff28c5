import { type ReactNode, useId } from "react";
import { problemOf } from "../api/problem.ts";
import type { Asked } from "../api/use-answer.ts";
import { ErrorPanel } from "../shell/error-panel.tsx";

/** The part of a question's state that a card waits for. */
export type Awaited = Pick<Asked<unknown>, "error" | "isPending" | "isPlaceholderData" | "refetch">;

interface FrameCardProps {
  readonly title: string;
  /** One sentence that says what the card shows, with its figures; null while they are not there. */
  readonly summary?: string | null;
  readonly asked: readonly Awaited[];
  /** What stands beside the title: its definition. */
  readonly definition?: ReactNode;
  /** What stands at the right of the title. */
  readonly actions?: ReactNode;
  readonly warnings?: readonly string[];
  readonly className?: string;
  /** What is as high as what the card will show, so that nothing moves when it does. */
  readonly room: string;
  /** Called only when every answer is there. */
  readonly children: () => ReactNode;
}

/** A card with a title that waits for answers: a skeleton as high as what comes, the problem and a way out, or the content. */
export function FrameCard(props: FrameCardProps) {
  const { title, summary, asked, definition, actions, warnings = [], className = "", room, children } = props;
  const id = useId();
  const isStale = asked.some(({ isPlaceholderData }) => isPlaceholderData);
  const failed = asked.find(({ error }) => error !== null);
  const isAwaited = failed === undefined && asked.some(({ isPending }) => isPending);
  return (
    <section
      className={`card ${className}${isStale ? " is-stale" : ""}`}
      aria-labelledby={id}
      aria-busy={isAwaited || isStale}
    >
      <header className="card-header">
        <div className="card-title">
          <h3 id={id}>{title}</h3>
          {definition}
        </div>
        {actions !== undefined && <div className="card-actions">{actions}</div>}
      </header>
      {summary !== undefined && <p className="card-summary">{summary ?? "\u00a0"}</p>}
      {failed !== undefined && (
        <div className={room}>
          <ErrorPanel
            problem={problemOf(failed.error)}
            onRetry={() => asked.forEach(({ refetch }) => void refetch())}
          />
        </div>
      )}
      {isAwaited && <div className={`${room} skeleton`} />}
      {failed === undefined && !isAwaited && children()}
      {warnings.map((warning) => (
        <p key={warning} className="warning">
          {warning}
        </p>
      ))}
    </section>
  );
}
