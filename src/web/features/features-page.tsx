import { askQuery } from "../api/ask.ts";
import { useAnswer } from "../api/use-answer.ts";
import { BreakdownCard } from "../figures/breakdown-card.tsx";
import { IgnoredNote } from "../figures/ignored-note.tsx";
import { KpiStrip } from "../figures/kpi-strip.tsx";
import { MetricsChart, type MetricsChartLook } from "../figures/metrics-chart.tsx";
import type { PageProps } from "../shell/pages.ts";
import { Toolbar } from "../shell/toolbar.tsx";
import { usePage } from "../state/use-page.ts";
import { FunnelCard } from "./funnel-card.tsx";

const metrics = [
  "editor_opens",
  "projects_created",
  "projects_exported",
  "events",
  "creators",
  "exporters",
  "creation_rate",
  "export_rate",
];

const people: MetricsChartLook = {
  title: "Creators and exporters",
  layout: "together",
  metrics: [
    { metric: "creators", name: "Creators", shape: "line", colour: 3 },
    { metric: "exporters", name: "Exporters", shape: "line", colour: 4 },
  ],
};

/** Each on its own scale: opening is far more frequent than the others. */
const use: MetricsChartLook = {
  title: "Feature use",
  layout: "apart",
  metrics: [
    { metric: "editor_opens", name: "Editor opens", shape: "line", colour: 1 },
    { metric: "projects_created", name: "Projects created", shape: "line", colour: 3 },
    { metric: "projects_exported", name: "Projects exported", shape: "line", colour: 4 },
  ],
};

const shares: MetricsChartLook = {
  title: "Share of active users who create and export",
  layout: "together",
  metrics: [
    { metric: "creation_rate", name: "Create", shape: "line", colour: 3 },
    { metric: "export_rate", name: "Export", shape: "line", colour: 4 },
  ],
};

/** What people do in the product, how many of them, and how they get from one step to the next. */
export function FeaturesPage({ status }: PageProps) {
  const page = usePage(status);
  const { scope } = page.activity;
  const asked = useAnswer(scope && askQuery({ ...scope, metrics, compare: page.compare }), page.generation);
  return (
    <>
      <Toolbar page={page} />
      <div className="page">
        <h1 className="visually-hidden">Features</h1>
        <KpiStrip
          page={page}
          className="kpis-4"
          cards={metrics.map((metric) => ({ metric, course: asked, headline: asked, when: "range" }))}
        />
        <section aria-labelledby="use">
          <h2 id="use">What people do</h2>
          <IgnoredNote subject="Events" dimensions={page.activity.ignored} />
          <div className="charts">
            <MetricsChart look={use} asked={asked} page={page} />
            <MetricsChart look={people} asked={asked} page={page} />
            <FunnelCard page={page} />
            <MetricsChart look={shares} asked={asked} page={page} />
          </div>
        </section>
        <section aria-labelledby="who">
          <h2 id="who">Who exports</h2>
          <div className="lists">
            {["platform", "country", "user_type"].map((dimension) => (
              <BreakdownCard
                key={dimension}
                page={page}
                metric="exporters"
                name="Exporters"
                dimension={dimension}
                scope={scope}
              />
            ))}
          </div>
        </section>
      </div>
    </>
  );
}
