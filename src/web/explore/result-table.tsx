import type { Answer } from "../api/contract.ts";
import type { Asked } from "../api/use-answer.ts";
import { Figure } from "../charts/figure.tsx";
import { FrameCard } from "../charts/frame-card.tsx";
import type { Panel } from "../charts/panel.ts";
import { CardMenu } from "../charts/card-menu.tsx";
import { noteOf, unitOf } from "../charts/track.ts";

/** Every figure of the answer, the newest period first, with the recounted total of the range where there is one. */
export function ResultTable({ asked, panels }: { asked: Asked<Answer>; panels: readonly Panel[] }) {
  const { data, ask } = asked;
  const tracks = panels.flatMap((panel) => panel.tracks).filter(({ shape }) => shape !== "before");
  const length = Math.max(0, ...tracks.map(({ points }) => points.length));
  const rows = Array.from({ length }, (_, index) => length - 1 - index);
  const isSplit = data !== undefined && data.question.by.length > 0;
  return (
    <FrameCard
      title="Every figure"
      asked={[asked]}
      room="list-room"
      actions={<CardMenu title="Every figure" paths={ask === null ? [] : [ask.path]} />}
    >
      {() => (
        <div className="table-scroll table-tall" tabIndex={0} role="region" aria-label="Every figure, table">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Period</th>
                {tracks.map(({ name }) => (
                  <th key={name} scope="col" className="figure">
                    <bdi>{name}</bdi>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((index) => {
                const point = tracks[0]?.points[index];
                const note = point === undefined ? "" : noteOf(point);
                return (
                  <tr key={point?.period ?? index}>
                    <th scope="row">
                      {point?.label}
                      {note !== "" && <span className="state"> {note}</span>}
                    </th>
                    {tracks.map(({ name, unit, points }) => (
                      <td key={name} className="figure">
                        <Figure
                          value={points[index]?.value ?? null}
                          unit={unit}
                          address={points[index]?.address ?? null}
                          isExact
                          label={`${name}, ${point?.label ?? ""}`}
                        />
                      </td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
            {!isSplit && data !== undefined && ask !== null && (
              <tfoot>
                <tr>
                  <th scope="row">Whole range</th>
                  {data.question.metrics.map((metric) => (
                    <td key={metric} className="figure">
                      <Figure
                        value={data.totals[metric] ?? null}
                        unit={unitOf(data, metric)}
                        address={{ path: ask.path, pointer: `/totals/${metric}` }}
                        isExact
                        label={`${metric}, whole range`}
                      />
                    </td>
                  ))}
                </tr>
              </tfoot>
            )}
          </table>
        </div>
      )}
    </FrameCard>
  );
}
