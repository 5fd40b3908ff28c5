import type { AnswerRow, ArrAnswer } from "../api/contract.ts";
import type { Asked } from "../api/use-answer.ts";
import { CardMenu } from "../charts/card-menu.tsx";
import { Figure } from "../charts/figure.tsx";
import { FrameCard } from "../charts/frame-card.tsx";
import { unitOf } from "../charts/track.ts";
import { bucketOf, shortPeriod } from "../format/date.ts";
import { movements } from "./movements.ts";

/** The waterfall to the minor unit: what stood at the opening, every movement, what stands at the closing. */
export function WaterfallTable({ asked, currency }: { asked: Asked<ArrAnswer>; currency: string }) {
  const { data, ask } = asked;
  return (
    <FrameCard
      title="ARR waterfall"
      summary="Opening, plus what was gained, minus what was lost, is closing: to the minor unit, in every period."
      asked={[asked]}
      room="waterfall-room"
      actions={<CardMenu title="ARR waterfall" paths={ask === null ? [] : [ask.path]} />}
    >
      {() => data && ask && <Waterfall data={data} path={ask.path} currency={currency} />}
    </FrameCard>
  );
}

interface WaterfallProps {
  readonly data: ArrAnswer;
  readonly path: string;
  readonly currency: string;
}

function Waterfall({ data, path, currency }: WaterfallProps) {
  const rows = data.rows
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => row["currency"] === currency && row["state"] !== "future");
  const moved = movements.filter(({ metric }) => rows.some(({ row }) => row[metric] !== 0 && row[metric] !== null));
  const bucket = (row: AnswerRow) => bucketOf(String(row["period"]), data.question.grain, data.timezone);
  const lines = [
    { metric: "opening", name: "Opening", sign: "" },
    ...moved.map(({ metric, name, isLoss }) => ({ metric, name, sign: isLoss === true ? "−" : "+" })),
    ...(["discount_change", "fx"] as const)
      .filter((metric) => rows.some(({ row }) => row[metric] !== 0 && row[metric] !== null))
      .map((metric) => ({ metric, name: metric === "fx" ? "Exchange rates" : "Discounts changed", sign: "±" })),
    { metric: "closing", name: "Closing", sign: "=" },
  ];
  return (
    <div ref={showLatest} className="table-scroll" tabIndex={0} role="region" aria-label="ARR waterfall, table">
      <table className="table waterfall">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Movement</span>
            </th>
            {rows.map(({ row, index }) => (
              <th key={index} scope="col" className="figure" title={bucket(row).label}>
                {shortPeriod(String(row["period"]), data.question.grain)}
                {row["state"] === "open" && <span className="state waterfall-state"> so far</span>}
                {row["restated"] === true && <span className="state waterfall-state"> restated</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ metric, name, sign }) => (
            <tr key={metric} className={metric === "opening" || metric === "closing" ? "waterfall-end" : ""}>
              <th scope="row">
                <span className="waterfall-sign" aria-hidden="true">
                  {sign}
                </span>
                {name}
              </th>
              {rows.map(({ row, index }) => (
                <td key={index} className="figure">
                  <Figure
                    value={typeof row[metric] === "number" ? row[metric] : null}
                    unit={unitOf(data, metric)}
                    address={{ path, pointer: `/rows/${index}/${metric}` }}
                    isExact
                    label={`${name}, ${bucket(row).label}`}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The latest periods are the ones people look for: where there is no room for all, the first are out of sight. */
function showLatest(frame: HTMLElement | null): void {
  if (frame !== null) frame.scrollLeft = frame.scrollWidth;
}
