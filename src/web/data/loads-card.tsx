import type { LoadList } from "../api/contract.ts";
import type { Asked } from "../api/use-answer.ts";
import { FrameCard } from "../charts/frame-card.tsx";
import { formatInstant } from "../format/date.ts";
import { formatBytes, formatInteger } from "../format/number.ts";

/** What the lake took, batch by batch, the newest first. */
export function LoadsCard({ loads, timezone }: { loads: Asked<LoadList>; timezone: string }) {
  const count = (value: number | null) => (value === null ? "not loaded" : formatInteger(value));
  return (
    <FrameCard title="Loads" asked={[loads]} room="list-room">
      {() => (
        <div className="table-scroll table-tall" tabIndex={0} role="region" aria-label="Loads, table">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">What</th>
                <th scope="col">From</th>
                <th scope="col" className="figure">
                  Events
                </th>
                <th scope="col" className="figure">
                  Subscriptions
                </th>
                <th scope="col" className="figure">
                  Rejected
                </th>
                <th scope="col" className="figure">
                  Duplicates
                </th>
                <th scope="col" className="figure">
                  Conflicts
                </th>
                <th scope="col" className="figure">
                  Size
                </th>
              </tr>
            </thead>
            <tbody>
              {loads.data?.loads.map((load) => (
                <tr key={load.commit}>
                  <th scope="row">
                    <time dateTime={load.committedAt}>{formatInstant(load.committedAt, timezone)}</time>
                  </th>
                  <td>{load.operation}</td>
                  <td title={load.batchId}>
                    <bdi>{load.files.join(", ") || load.batchId}</bdi>
                  </td>
                  <td className="figure">{formatInteger(load.events)}</td>
                  <td className="figure">{formatInteger(load.subscriptions)}</td>
                  <td className="figure">{formatInteger(load.rejected)}</td>
                  <td className="figure">{count(load.duplicates)}</td>
                  <td className="figure">{count(load.conflicts)}</td>
                  <td className="figure">{formatBytes(load.bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </FrameCard>
  );
}
