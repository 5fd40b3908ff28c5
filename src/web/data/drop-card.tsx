import { useState } from "react";
import { problemOf } from "../api/problem.ts";
import { hasSessionToken } from "../api/session-token.ts";
import { Icon } from "../controls/icon.tsx";
import { formatInteger } from "../format/number.ts";
import { ErrorPanel } from "../shell/error-panel.tsx";
import { goToPage } from "../shell/go-to-page.ts";
import { PreviewSection } from "./preview-section.tsx";
import { type DropSteps, useDrop } from "./use-drop.ts";

/** Brings a file of one's own: drop it, see what it would become, import it, look at the first figure. */
export function DropCard() {
  const steps = useDrop();
  const { drop, startOver } = steps;
  return (
    <section className="card" aria-labelledby="drop" aria-live="polite">
      <header className="card-header">
        <h3 id="drop">Bring your own file</h3>
        {drop.kind !== "idle" && drop.kind !== "working" && (
          <button type="button" className="link" onClick={startOver}>
            Another file
          </button>
        )}
      </header>
      {!hasSessionToken() && (
        <p className="card-summary">
          To bring data in, open the address that <code>tidemark serve</code> printed: it holds the session&apos;s
          token.
        </p>
      )}
      {hasSessionToken() && drop.kind === "idle" && <DropZone look={steps.look} />}
      {drop.kind === "working" && <p className="drop-working">{drop.words}</p>}
      {drop.kind === "failed" && <ErrorPanel problem={problemOf(drop.error)} onRetry={startOver} />}
      {(drop.kind === "looked" || drop.kind === "failed") && drop.preview !== null && (
        <PreviewSection key={drop.preview.mapping} preview={drop.preview} steps={steps} />
      )}
      {drop.kind === "done" && <Done steps={steps} />}
    </section>
  );
}

/** The field of the file lies over all of it, so that the browser itself takes what is dropped. */
function DropZone({ look }: Pick<DropSteps, "look">) {
  const [isOver, setOver] = useState(false);
  return (
    <div className={isOver ? "drop-zone is-over" : "drop-zone"}>
      <Icon name="drop" />
      <strong>Drop a file here, or choose one</strong>
      <span>
        Events or subscriptions, as CSV, JSON or Parquet. You see what it would become before anything is stored.
      </span>
      <input
        type="file"
        aria-label="Choose a file of events, subscriptions or aliases"
        onDragEnter={() => setOver(true)}
        onDragLeave={() => setOver(false)}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) void look(file);
        }}
      />
    </div>
  );
}

function Done({ steps: { drop, startOver } }: { steps: DropSteps }) {
  if (drop.kind !== "done") return null;
  const { result, file } = drop;
  return (
    <div className="drop-done">
      <p>
        <Icon name="check" />
        <strong>
          {result.alreadyDone ? "This very file was imported before; nothing changed." : `${file} is in.`}
        </strong>
      </p>
      <p>
        {formatInteger(result.rowsLoaded)} of {formatInteger(result.rowsRead)} rows loaded,{" "}
        {formatInteger(result.rowsRejected)} in quarantine, {formatInteger(result.duplicates)} known already.
      </p>
      <div className="drawer-actions">
        <button type="button" className="button button-primary" onClick={() => goToPage("/")}>
          See the figures
        </button>
        <button type="button" className="button" onClick={startOver}>
          Bring another file
        </button>
      </div>
    </div>
  );
}
