import { useState } from "react";
import type { Receipt } from "../api/contract.ts";
import { problemOf } from "../api/problem.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Icon } from "../controls/icon.tsx";
import { formatExact } from "../format/number.ts";
import { ErrorPanel } from "../shell/error-panel.tsx";
import type { Cell } from "./cell.ts";
import { RowsBehind } from "./rows-behind.tsx";
import { SqlStatements } from "./sql-section.tsx";

interface ProofProps {
  /** The receipt's address; null where the number has none of its own. */
  readonly path: string | null;
  readonly generation: number;
  /** The number as the page shows it. */
  readonly said: Cell;
  /** Whether the definition's SQL comes with the proof: the question of such a number has none of its own. */
  readonly showsSql?: boolean;
}

/** One press recounts the number from the base rows and shows whether it is equal; then the rows themselves. */
export function Proof({ path, generation, said, showsSql = false }: ProofProps) {
  const [isAsked, setAsked] = useState(false);
  const { data, error, isPending, refetch } = useAnswer<Receipt>(
    isAsked && path !== null ? { path } : null,
    generation,
  );
  if (path === null) {
    return (
      <section>
        <h3>Proof</h3>
        <p>
          This figure is made of others, each of which has a proof of its own: open one of the rows; or it is the first
          days of a period, beside one that is open. Its SQL stands below.
        </p>
      </section>
    );
  }
  return (
    <section aria-live="polite">
      <h3>Proof</h3>
      {!isAsked && (
        <>
          <p>Counts this one number again from the base rows, by its definition, and compares.</p>
          <button type="button" className="button button-primary" onClick={() => setAsked(true)}>
            <Icon name="check" />
            Prove it
          </button>
        </>
      )}
      {isAsked && error !== null && <ErrorPanel problem={problemOf(error)} onRetry={() => void refetch()} />}
      {isAsked && error === null && isPending && <p className="proof-running">Counting the base rows…</p>}
      {data !== undefined && (
        <>
          <Verdict receipt={data} said={said} />
          {data.behind !== null && <RowsBehind path={path} generation={generation} behind={data.behind} />}
          {showsSql && <SqlStatements title="SQL that counts it again" of={data.definition} />}
        </>
      )}
    </section>
  );
}

function Verdict({ receipt, said }: { receipt: Receipt; said: Cell }) {
  const { recount, definition, ran } = receipt;
  const isEqual = recount.equal && recount.value === said.value;
  return (
    <div className={isEqual ? "verdict verdict-equal" : "verdict verdict-different"} data-equal={isEqual}>
      <p className="verdict-line">
        <Icon name={isEqual ? "check" : "close"} />
        <strong>{isEqual ? "Equal" : "Not equal"}</strong>
      </p>
      <dl className="verdict-figures">
        <div>
          <dt>On the page</dt>
          <dd className="figure">{formatExact(said.value, said.unit)}</dd>
        </div>
        <div>
          <dt>Counted again</dt>
          <dd className="figure" data-recount={recount.value ?? ""}>
            {formatExact(recount.value, said.unit)}
          </dd>
        </div>
      </dl>
      <p className="drawer-note">
        Definition <code>{definition.version}</code>, read from{" "}
        {ran.source === "rollup" ? "what was counted ahead" : "the events"}, recounted from the base rows.
      </p>
    </div>
  );
}
