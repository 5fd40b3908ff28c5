import { lazy, type ReactNode, Suspense, useEffect, useId, useMemo, useState } from "react";
import { problemOf } from "../api/problem.ts";
import { Icon } from "../controls/icon.tsx";
import { ErrorPanel } from "../shell/error-panel.tsx";
import { Legend } from "./legend.tsx";
import { type Panel, spanOf } from "./panel.ts";
import { TableTwin } from "./table-twin.tsx";

// The drawing library is by far the largest part of the page; it is fetched once the page is painted.
const loadTimeChart = () => import("./time-chart.tsx");
const TimeChart = lazy(async () => ({ default: (await loadTimeChart()).TimeChart }));

/** The part of a question's state that a chart waits for. */
export interface Awaited {
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly isPlaceholderData: boolean;
  readonly refetch: () => unknown;
}

/** What a chart card shows and what it waits for. */
export interface ChartCardProps {
  readonly title: string;
  /** One sentence that says what the chart shows, with its figures; null while they are not there. */
  readonly summary: string | null;
  readonly panels: readonly Panel[];
  readonly asked: readonly Awaited[];
  /** What stands beside the title. */
  readonly definition: ReactNode;
  readonly warnings?: readonly string[];
}

/** A chart with its title, its sentence and its table. */
export function ChartCard({ title, summary, panels, asked, definition, warnings = [] }: ChartCardProps) {
  const id = useId();
  const [isTable, setTable] = useState(false);
  useEffect(() => void loadTimeChart(), []);
  const isStale = asked.some(({ isPlaceholderData }) => isPlaceholderData);
  const isAwaited = asked.every(({ error }) => error === null) && asked.some(({ isPending }) => isPending);
  return (
    <section className={isStale ? "card is-stale" : "card"} aria-labelledby={id} aria-busy={isAwaited || isStale}>
      <header className="card-header">
        <div className="card-title">
          <h3 id={id}>{title}</h3>
          {definition}
        </div>
        <button type="button" className="toggle" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          <Icon name={isTable ? "chart" : "table"} />
          {isTable ? "Chart" : "Table"}
          <span className="visually-hidden"> of {title}</span>
        </button>
      </header>
      <p className="card-summary">{summary ?? "\u00a0"}</p>
      <Body title={title} panels={panels} asked={asked} isTable={isTable} />
      {warnings.map((warning) => (
        <p key={warning} className="warning">
          {warning}
        </p>
      ))}
    </section>
  );
}

type BodyProps = Pick<ChartCardProps, "title" | "panels" | "asked"> & { readonly isTable: boolean };

function Body({ title, panels, asked, isTable }: BodyProps) {
  const span = useMemo(() => spanOf(panels), [panels]);
  const failed = asked.find(({ error }) => error !== null);
  if (failed !== undefined) {
    return (
      <div className="chart-room">
        <ErrorPanel problem={problemOf(failed.error)} onRetry={() => asked.forEach(({ refetch }) => void refetch())} />
      </div>
    );
  }
  const skeleton = <div className="chart-room skeleton" />;
  if (asked.some(({ isPending }) => isPending)) return skeleton;
  if (span === null) return <p className="chart-room chart-empty">No complete or running period lies in this range.</p>;
  if (isTable) return <TableTwin title={title} panels={panels} />;
  return (
    <div className="chart-room">
      <Legend panels={panels} />
      <Suspense fallback={<div className="time-chart skeleton" />}>
        <TimeChart label={title} panels={panels} span={span} />
      </Suspense>
    </div>
  );
}
