import type { LoadedStatus, Restatement } from "../api/contract.ts";
import { useAnswer, useMetrics } from "../api/use-answer.ts";
import { FrameCard } from "../charts/frame-card.tsx";
import { Segmented } from "../controls/segmented.tsx";
import { bucketOf } from "../format/date.ts";
import { formatDifference, formatExact, formatInteger } from "../format/number.ts";
import { useChoice } from "../state/parameter.ts";

const grains = ["day", "week", "month", "quarter", "year"] as const;
/** Weeks are shown first: few enough to read, and soon over. */
const weeksFirst = ["week", ...grains] as const;
const grainFaces = { week: "Weeks", day: "Days", month: "Months", quarter: "Quarters", year: "Years" } as const;
const unitOf = (currency: string | null) => ({ unit: currency === null ? "count" : "minor_units", currency });

/** Rows that are shown; the whole log is the API's. */
const most = 200;

/** Which complete periods later loads moved, by how much, and why: nothing that was reported once changes silently. */
export function RestatementsCard({ status }: { status: LoadedStatus }) {
  const asked = useAnswer<{ readonly restatements: readonly Restatement[] }>(
    { path: "/v1/restatements" },
    status.generation,
  );
  const [chosen, choose] = useChoice("restated", weeksFirst);
  const log = asked.data?.restatements ?? [];
  const offered = grains.filter((grain) => log.some((row) => row.grain === grain));
  const grain = offered.find((one) => one === chosen) ?? offered.find((one) => one !== "day") ?? offered[0];
  const rows = log.filter((row) => row.grain === grain);
  return (
    <FrameCard
      title="Restatements"
      summary="Late and corrected events and subscriptions move periods that were complete. Each that moved stands here, with how much and why."
      asked={[asked]}
      room="facts-room"
      actions={
        grain !== undefined &&
        offered.length > 1 && (
          <Segmented
            label="Periods"
            options={offered.map((value) => ({ value, face: grainFaces[value] }))}
            value={grain}
            onChange={choose}
          />
        )
      }
    >
      {() =>
        rows.length === 0 ? (
          <p className="list-empty">No load has moved a complete period.</p>
        ) : (
          <Log rows={rows.slice(0, most)} more={rows.length - most} />
        )
      }
    </FrameCard>
  );
}

function Log({ rows, more }: { rows: readonly Restatement[]; more: number }) {
  const metrics = useMetrics().data?.metrics ?? [];
  return (
    <>
      <div className="table-scroll table-tall" tabIndex={0} role="region" aria-label="Restatements, table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Period</th>
              <th scope="col">Figure</th>
              <th scope="col" className="figure">
                Before
              </th>
              <th scope="col" className="figure">
                After
              </th>
              <th scope="col" className="figure">
                Moved
              </th>
              <th scope="col">Why</th>
              <th scope="col" className="figure">
                Generation
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ generation, metric, grain, period, currency, before, after, change, cause }) => (
              <tr key={`${generation} ${period} ${metric} ${currency}`}>
                <th scope="row">{bucketOf(period, grain).label}</th>
                <td>{metrics.find(({ name }) => name === metric)?.title ?? metric}</td>
                <td className="figure">{formatExact(before, unitOf(currency))}</td>
                <td className="figure">{formatExact(after, unitOf(currency))}</td>
                <td className="figure">{formatDifference(change, unitOf(currency))}</td>
                <td>{cause}</td>
                <td className="figure">{generation}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more > 0 && (
        <p className="breakdown-note">
          {formatInteger(more)} more: <code>/v1/restatements</code>
        </p>
      )}
    </>
  );
}
