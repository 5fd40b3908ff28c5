import { ChartCard } from "../charts/chart-card.tsx";
import { BreakdownCard } from "../figures/breakdown-card.tsx";
import { CurrencyChoice } from "../figures/currency-choice.tsx";
import { Definition } from "../figures/definition.tsx";
import { IgnoredNote } from "../figures/ignored-note.tsx";
import { rangeSentence } from "../figures/sentence.ts";
import { NoEvents } from "../shell/no-events.tsx";
import type { PageProps } from "../shell/pages.ts";
import { Toolbar } from "../shell/toolbar.tsx";
import { usePage } from "../state/use-page.ts";
import { ExploreControls } from "./explore-controls.tsx";
import { ResultTable } from "./result-table.tsx";
import { SavedViews } from "./saved-views.tsx";
import { useExploration } from "./use-exploration.ts";
import { explorationTitle, hasDimension, useExplored } from "./use-explored.ts";

/** Any metric by any grain, dimension and filter: as a chart, as a table, and as a file that a team can review and keep. */
export function ExplorePage({ status }: PageProps) {
  const page = usePage(status);
  const [exploration, change] = useExploration();
  const explored = useExplored(page, exploration);
  const { asked, panels, metrics, scope } = explored;
  const by =
    exploration.by !== null && metrics.every((metric) => hasDimension(metric, exploration.by ?? ""))
      ? exploration.by
      : null;
  const title = explorationTitle(metrics, by) || "Explore";
  const [first] = metrics;
  const isMoney = metrics.some(({ subject }) => subject === "subscription");
  const hasNoEvents = status.dataThrough.events === null && metrics.length > 0 && !isMoney;
  const figures = metrics.map((metric) => ({ metric: metric.name, name: metric.title }));
  return (
    <>
      <Toolbar page={page} />
      <div className="page">
        <h1 className="visually-hidden">Explore</h1>
        <div className="stack">
          <ExploreControls page={page} exploration={exploration} by={by} onChange={change} />
          <IgnoredNote subject={isMoney ? "These figures" : "Events"} dimensions={explored.ignored} />
          {isMoney && <CurrencyChoice page={page} />}
          {hasNoEvents ? (
            <NoEvents />
          ) : (
            <>
              <ChartCard
                title={title}
                summary={rangeSentence(asked.data, figures)}
                panels={panels}
                asked={[asked]}
                isLarge
                definition={
                  <Definition
                    title={title}
                    metrics={metrics}
                    addressOf={(metric) =>
                      asked.ask === null ? null : { path: asked.ask.path, pointer: `/totals/${metric}` }
                    }
                  />
                }
                warnings={asked.data?.warnings ?? []}
              />
              <div className={by === null ? "stack" : "explore-results"}>
                <ResultTable asked={asked} panels={panels} />
                {by !== null && first !== undefined && (
                  <BreakdownCard
                    key={`${first.name} ${by}`}
                    page={page}
                    metric={inRangeOf(first.name)}
                    name={page.metrics.find(({ name }) => name === inRangeOf(first.name))?.title ?? first.title}
                    dimension={by}
                    scope={scope}
                  />
                )}
              </div>
            </>
          )}
          <SavedViews page={page} exploration={{ ...exploration, by }} title={title} />
        </div>
      </div>
    </>
  );
}

/** Metrics of a fixed bucket have no figure over a range; people active in it are counted instead. */
function inRangeOf(metric: string): string {
  return ["dau", "wau", "mau", "qau", "yau"].includes(metric) ? "active_users" : metric;
}
