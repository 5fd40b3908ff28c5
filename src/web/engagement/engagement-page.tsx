import { askQuery } from "../api/ask.ts";
import { useAnswer } from "../api/use-answer.ts";
import { ActiveUsersChart, type ActiveUsersLook, weekly } from "../figures/active-users-chart.tsx";
import { IgnoredNote } from "../figures/ignored-note.tsx";
import { KpiStrip } from "../figures/kpi-strip.tsx";
import { MetricsChart, type MetricsChartLook } from "../figures/metrics-chart.tsx";
import { useHeadline } from "../figures/use-headline.ts";
import type { PageProps } from "../shell/pages.ts";
import { Toolbar } from "../shell/toolbar.tsx";
import { byDays, usePage } from "../state/use-page.ts";
import { DaysActiveChart } from "./days-active-chart.tsx";
import { LifecycleChart } from "./lifecycle-chart.tsx";

const months: ActiveUsersLook = {
  title: "Monthly active users",
  calendar: { metric: "mau", name: "MAU, calendar month" },
  trailing: [
    { metric: "mau_30d", name: "Trailing 30 days", colour: 2 },
    { metric: "mau_28d", name: "Trailing 28 days", colour: 4 },
  ],
  note: "The lines count, every day, the 30 or 28 days that end with it.",
};

const daily: MetricsChartLook = {
  title: "Daily active users",
  layout: "together",
  metrics: [{ metric: "dau", name: "DAU", shape: "line", colour: 1 }],
  hasBefore: true,
};

const sticky: MetricsChartLook = {
  title: "Stickiness",
  layout: "together",
  metrics: [{ metric: "stickiness", name: "Stickiness", shape: "line", colour: 1, isFinishedOnly: true }],
  hasBefore: true,
  ofLatest: true,
};

/** How many people use the product, how often, and who comes and goes. */
export function EngagementPage({ status }: PageProps) {
  const page = usePage(status);
  const { generation, compare } = page;
  const scope = page.activity.scope;
  const dau = useHeadline("dau", "day", page);
  const wau = useHeadline("wau", "week", page);
  const mau = useHeadline("mau", "month", page);
  // Of a day it would be everybody; a week is told where weeks are looked at, else the month that people know it by.
  const stickyGrain = scope?.grain === "week" ? "week" : "month";
  const stickiness = useHeadline("stickiness", stickyGrain, page);
  const often = useAnswer(
    scope && askQuery({ ...scope, grain: stickyGrain, metrics: ["stickiness"], compare }),
    generation,
  );
  const windows = useAnswer(
    scope && askQuery({ ...scope, grain: "day", metrics: ["wau_7d", "mau_28d", "mau_30d"], compare }),
    generation,
  );
  const days = useAnswer(scope && askQuery({ ...scope, grain: "day", metrics: ["dau"], compare }), generation);
  const people = useAnswer(
    scope && askQuery({ ...byDays(scope), metrics: ["active_users", "new_users", "returning_users"], compare }),
    generation,
  );
  return (
    <>
      <Toolbar page={page} />
      <div className="page">
        <h1 className="visually-hidden">Engagement</h1>
        <KpiStrip
          page={page}
          cards={[
            { metric: "dau", ...dau, when: "bucket" },
            { metric: "wau", ...wau, when: "bucket" },
            { metric: "mau", ...mau, when: "bucket" },
            { metric: "active_users", course: people, headline: people, when: "range" },
            { metric: "stickiness", ...stickiness, when: "bucket" },
            { metric: "wau_7d", course: windows, headline: windows, when: "end" },
            { metric: "mau_28d", course: windows, headline: windows, when: "end" },
            { metric: "mau_30d", course: windows, headline: windows, when: "end" },
            { metric: "new_users", course: people, headline: people, when: "range" },
            { metric: "returning_users", course: people, headline: people, when: "range" },
          ]}
        />
        <section aria-labelledby="active">
          <h2 id="active">Active users</h2>
          <IgnoredNote subject="Events" dimensions={page.activity.ignored} />
          <div className="charts">
            <ActiveUsersChart look={months} calendar={mau} trailing={windows} page={page} />
            <ActiveUsersChart look={weekly} calendar={wau} trailing={windows} page={page} />
            <MetricsChart look={daily} asked={days} page={page} />
            <LifecycleChart page={page} />
          </div>
        </section>
        <section aria-labelledby="often">
          <h2 id="often">How often they come</h2>
          <div className="charts">
            <MetricsChart look={sticky} asked={often} page={page} />
            <DaysActiveChart page={page} />
          </div>
        </section>
      </div>
    </>
  );
}
