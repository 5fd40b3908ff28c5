import type { RetentionAnswer } from "../api/contract.ts";
import type { Asked } from "../api/use-answer.ts";
import { CardMenu } from "../charts/card-menu.tsx";
import { Figure } from "../charts/figure.tsx";
import { FrameCard } from "../charts/frame-card.tsx";
import { Segmented } from "../controls/segmented.tsx";
import { bucketOf, shortPeriod } from "../format/date.ts";
import { useChoice } from "../state/parameter.ts";

const shows = ["share", "people"] as const;

/** Steps of the heat map's scale. */
const steps = 8;

/** One row a cohort, one column a period: the share (or number) who came back, darker where more did. */
export function HeatMap({ asked }: { asked: Asked<RetentionAnswer> }) {
  const { data, ask } = asked;
  const [show, setShow] = useChoice("show", shows);
  return (
    <FrameCard
      title="Cohorts"
      summary="Each row is the people who began in one period. Hatched cells are of a period that is not over: they may still grow."
      asked={[asked]}
      room="heat-room"
      actions={
        <>
          <Segmented
            label="Show"
            options={[
              { value: "share", face: "Share" },
              { value: "people", face: "People" },
            ]}
            value={show}
            onChange={setShow}
          />
          <CardMenu title="Retention" paths={ask === null ? [] : [ask.path]} />
        </>
      }
    >
      {() => data && ask && <Cohorts data={data} path={ask.path} isShare={show === "share"} />}
    </FrameCard>
  );
}

function Cohorts({ data, path, isShare }: { data: RetentionAnswer; path: string; isShare: boolean }) {
  const { grain, periods } = data.question;
  const columns = Array.from({ length: periods }, (_, k) => k);
  const unit = isShare ? ({ unit: "rate", currency: null } as const) : ({ unit: "count", currency: null } as const);
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Cohorts, table">
      <table className="heat">
        <thead>
          <tr>
            <th scope="col">Began in</th>
            <th scope="col" className="figure">
              People
            </th>
            {columns.slice(1).map((k) => (
              <th key={k} scope="col" className="figure">
                <abbr title={`${k} ${grain}${k === 1 ? "" : "s"} on`}>+{k}</abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rows.map(({ cohort, size, values, rates, complete }, index) => {
            const { label } = bucketOf(cohort, grain, data.timezone);
            return (
              <tr key={cohort}>
                <th scope="row" title={label}>
                  {shortPeriod(cohort, grain)}
                </th>
                <td className="figure">
                  <Figure
                    value={size}
                    unit={{ unit: "count", currency: null }}
                    address={{ path, pointer: `/rows/${index}/size` }}
                    label={`People who began in ${label}`}
                  />
                </td>
                {columns.slice(1).map((k) => {
                  const rate = rates[k] ?? null;
                  // Nobody has returned yet: not a 0 that stays one.
                  if (rate === null || (rate === 0 && complete[k] !== true)) return <td key={k}>{"\u00a0"}</td>;
                  return (
                    <td
                      key={k}
                      className={complete[k] === true ? "figure heat-cell" : "figure heat-cell heat-open"}
                      data-step={Math.min(steps, Math.ceil(rate * steps))}
                    >
                      <Figure
                        value={isShare ? rate : (values[k] ?? null)}
                        unit={unit}
                        isExact
                        address={{ path, pointer: `/rows/${index}/${isShare ? "rates" : "values"}/${k}` }}
                        label={`${label}, ${k} ${grain}s on${complete[k] === true ? "" : ", so far"}`}
                      />
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <td className="figure">
              <Figure
                value={data.totals.size}
                unit={{ unit: "count", currency: null }}
                address={{ path, pointer: "/totals/size" }}
                label="People of all cohorts"
              />
            </td>
            {columns.slice(1).map((k) => (
              <td key={k} className="figure">
                <Figure
                  value={(isShare ? data.totals.rates[k] : data.totals.values[k]) ?? null}
                  unit={unit}
                  isExact
                  address={{ path, pointer: `/totals/${isShare ? "rates" : "values"}/${k}` }}
                  label={`All cohorts, ${k} ${grain}s on`}
                />
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
