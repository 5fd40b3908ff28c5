import { useState } from "react";
import type { Receipt } from "../api/contract.ts";
import { problemOf } from "../api/problem.ts";
import { isExported } from "../api/exported.ts";
import { hasSessionToken } from "../api/session-token.ts";
import { useAnswer } from "../api/use-answer.ts";
import { formatInteger } from "../format/number.ts";
import { ErrorPanel } from "../shell/error-panel.tsx";

interface RowsBehindProps {
  /** The receipt's address. */
  readonly path: string;
  readonly generation: number;
  readonly behind: NonNullable<Receipt["behind"]>;
}

const pageSize = 20;

/** The rows that make a number: how many, and page by page which. They are about single users, so the session's token is needed. */
export function RowsBehind({ path, generation, behind }: RowsBehindProps) {
  const [offset, setOffset] = useState<number | null>(null);
  const asked = offset === null ? null : { path: `${path}&limit=${pageSize}&offset=${offset}` };
  const { data, error, isPlaceholderData, refetch } = useAnswer<Receipt>(asked, generation);
  const page = data?.behind ?? null;
  const last = Math.min(behind.total, (offset ?? 0) + pageSize);
  return (
    <div className="rows-behind" aria-busy={isPlaceholderData}>
      <h3>The rows behind it</h3>
      <p>
        <span className="figure">{formatInteger(behind.total)}</span> {behind.kind}.{" "}
        {offset === null && hasSessionToken() && behind.total > 0 && (
          <button type="button" className="link" onClick={() => setOffset(0)}>
            Show them
          </button>
        )}
        {!hasSessionToken() && whereRowsAre()}
      </p>
      {error !== null && <ErrorPanel problem={problemOf(error)} onRetry={() => void refetch()} />}
      {page?.rows && (
        <>
          <div className="table-scroll" tabIndex={0} role="region" aria-label="Rows behind the number">
            <table className="table">
              <thead>
                <tr>
                  {page.columns.map(({ name }) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {page.rows.map((row, index) => (
                  <tr key={(offset ?? 0) + index}>
                    {page.columns.map(({ name }) => (
                      <td key={name}>{String(row[name] ?? "–")}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <nav className="pager" aria-label="Pages of rows">
            <button
              type="button"
              className="button"
              disabled={(offset ?? 0) === 0}
              onClick={() => setOffset(Math.max(0, (offset ?? 0) - pageSize))}
            >
              Before
            </button>
            <span>
              {formatInteger((offset ?? 0) + 1)} – {formatInteger(last)} of {formatInteger(behind.total)}
            </span>
            <button
              type="button"
              className="button"
              disabled={last >= behind.total}
              onClick={() => setOffset((offset ?? 0) + pageSize)}
            >
              Next
            </button>
          </nav>
        </>
      )}
    </div>
  );
}

function whereRowsAre(): string {
  return isExported()
    ? "They are about single people, and no part of this copy."
    : "They are about single people: open the address that tidemark serve printed to see them.";
}
