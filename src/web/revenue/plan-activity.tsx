import { useRef } from "react";
import { askLifecycle, askQuery } from "../api/ask.ts";
import { useAnswer } from "../api/use-answer.ts";
import { CardMenu } from "../charts/card-menu.tsx";
import { Figure } from "../charts/figure.tsx";
import { FrameCard } from "../charts/frame-card.tsx";
import { unitOf } from "../charts/track.ts";
import { bucketOf } from "../format/date.ts";
import type { PageState } from "../state/use-page.ts";
import { useSeen } from "./use-seen.ts";

const metrics = ["active_users", "creators", "exporters", "export_rate", "projects_exported"];

/** Do those who export pay, and who stopped coming before they cancelled: activity by the plan people were on. */
export function PlanActivity({ page }: { page: PageState }) {
  const hasPlans = page.metrics.find(({ name }) => name === "active_users")?.dimensions.includes("plan") === true;
  return hasPlans && <ByPlan page={page} />;
}

/** It joins events with plans, the dearest questions of the page: they are asked once someone comes to them. */
function ByPlan({ page }: { page: PageState }) {
  const section = useRef<HTMLElement>(null);
  const isSeen = useSeen(section);
  return (
    <section ref={section} aria-labelledby="plan-activity">
      <h2 id="plan-activity">Do those who pay use it</h2>
      <div className="charts">
        {isSeen ? (
          <>
            <UseByPlan page={page} />
            <DormantByPlan page={page} />
          </>
        ) : (
          <div className="card">
            <div className="list-room" />
          </div>
        )}
      </div>
    </section>
  );
}

function UseByPlan({ page }: { page: PageState }) {
  const { activity, generation } = page;
  const ask = activity.scope && askQuery({ ...activity.scope, grain: "total", metrics, by: ["plan"] });
  const asked = useAnswer(ask, generation);
  const { data } = asked;
  return (
    <FrameCard
      title="Activity by plan"
      summary="What people on each plan did in this range; free is everyone who did not pay on that day."
      asked={[asked]}
      room="list-room"
      actions={<CardMenu title="Activity by plan" paths={ask === null ? [] : [ask.path]} />}
      warnings={data?.warnings ?? []}
    >
      {() => (
        <div className="table-scroll" tabIndex={0} role="region" aria-label="Activity by plan, table">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Plan</th>
                {metrics.map((metric) => (
                  <th key={metric} scope="col" className="figure">
                    {page.metrics.find(({ name }) => name === metric)?.title ?? metric}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data?.rows.map((row, index) => (
                <tr key={String(row["plan"])}>
                  <th scope="row">
                    <bdi>{String(row["plan"] ?? "Unknown")}</bdi>
                  </th>
                  {metrics.map((metric) => (
                    <td key={metric} className="figure">
                      <Figure
                        value={typeof row[metric] === "number" ? row[metric] : null}
                        unit={unitOf(data, metric)}
                        address={ask && { path: ask.path, pointer: `/rows/${index}/${metric}` }}
                        label={`${metric}, ${String(row["plan"])}`}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </FrameCard>
  );
}

function DormantByPlan({ page }: { page: PageState }) {
  const { activity, generation } = page;
  const ask = activity.scope && askLifecycle({ ...activity.scope, by: ["plan"] });
  const asked = useAnswer(ask, generation);
  const { data } = asked;
  const rows = (data?.rows ?? []).map((row, index) => ({ row, index })).filter(({ row }) => row["state"] !== "future");
  const plans = [...new Set(rows.map(({ row }) => String(row["plan"] ?? "Unknown")))];
  const periods = [...new Set(rows.map(({ row }) => String(row["period"])))].slice(-6);
  return (
    <FrameCard
      title="Gone quiet, by plan"
      summary="People active in the period before and not in this one, by their plan: those who pay and went quiet may cancel next."
      asked={[asked]}
      room="list-room"
      actions={<CardMenu title="Gone quiet, by plan" paths={ask === null ? [] : [ask.path]} />}
    >
      {() => (
        <div className="table-scroll" tabIndex={0} role="region" aria-label="Gone quiet, by plan, table">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Plan</th>
                {periods.map((period) => (
                  <th key={period} scope="col" className="figure">
                    {bucketOf(period, data?.question.grain ?? "day", data?.timezone).tick}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {plans.map((plan) => (
                <tr key={plan}>
                  <th scope="row">
                    <bdi>{plan}</bdi>
                  </th>
                  {periods.map((period) => {
                    const found = rows.find(
                      ({ row }) => row["period"] === period && String(row["plan"] ?? "Unknown") === plan,
                    );
                    const dormant = found?.row["dormant"];
                    return (
                      <td key={period} className="figure">
                        <Figure
                          value={typeof dormant === "number" ? dormant : null}
                          unit={{ unit: "count", currency: null }}
                          address={ask && { path: ask.path, pointer: `/rows/${found?.index ?? 0}/dormant` }}
                          label={`Dormant on ${plan}, ${period}`}
                        />
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </FrameCard>
  );
}
