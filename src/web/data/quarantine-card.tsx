import type { LoadedStatus, QuarantineList } from "../api/contract.ts";
import { hasSessionToken } from "../api/session-token.ts";
import { useAnswer } from "../api/use-answer.ts";
import { FrameCard } from "../charts/frame-card.tsx";

const shown = 50;

/** Rows that could not be read or may not count: where they stood and why. */
export function QuarantineCard({ status }: { status: LoadedStatus }) {
  const isAllowed = hasSessionToken();
  const asked = useAnswer<QuarantineList>(
    isAllowed ? { path: `/v1/quarantine?limit=${shown}` } : null,
    status.generation,
  );
  const rows = asked.data?.rows ?? [];
  return (
    <FrameCard
      title="Quarantine"
      summary={
        isAllowed
          ? "Nothing is dropped silently: what could not be read, or may not count, stands here with its line and the reason."
          : "These rows are about single people: open the address that tidemark serve printed to see them."
      }
      asked={isAllowed ? [asked] : []}
      room="list-room"
    >
      {() =>
        rows.length === 0 ? (
          <p className="list-empty">{isAllowed ? "No row was refused." : ""}</p>
        ) : (
          <div className="table-scroll table-tall" tabIndex={0} role="region" aria-label="Quarantine, table">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">File</th>
                  <th scope="col" className="figure">
                    Line
                  </th>
                  <th scope="col">Column</th>
                  <th scope="col">Reason</th>
                  <th scope="col">As it stood</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row, index) => (
                  <tr key={`${row.batchId} ${row.line} ${index}`}>
                    <td>
                      <bdi>{row.file.split(/[\\/]/).at(-1)}</bdi>
                    </td>
                    <td className="figure">{row.line ?? "–"}</td>
                    <td>{row.column ?? "–"}</td>
                    <td>{row.reason}</td>
                    <td className="raw">
                      <code>{row.raw ?? "not kept"}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </FrameCard>
  );
}
