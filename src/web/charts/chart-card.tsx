import { lazy, Suspense, type ReactNode, useEffect, useMemo, useRef } from "react";
import { Icon } from "../controls/icon.tsx";
import { useParameters } from "../state/parameter.ts";
import { CardMenu } from "./card-menu.tsx";
import { type Awaited, FrameCard } from "./frame-card.tsx";
import { Legend } from "./legend.tsx";
import { type Panel, spanOf } from "./panel.ts";
import { TableTwin } from "./table-twin.tsx";

// The drawing library is by far the largest part of the page; it is fetched once the page is painted.
const loadTimeChart = () => import("./time-chart.tsx");
const TimeChart = lazy(async () => ({ default: (await loadTimeChart()).TimeChart }));

/** What a chart card shows and what it waits for. */
export interface ChartCardProps {
  readonly title: string;
  /** One sentence that says what the chart shows, with its figures; null while they are not there. */
  readonly summary: string | null;
  readonly panels: readonly Panel[];
  readonly asked: readonly (Awaited & { readonly ask: { readonly path: string } | null })[];
  /** What stands beside the title. */
  readonly definition: ReactNode;
  readonly warnings?: readonly string[];
  readonly isLarge?: boolean;
  /** Further controls of this card. */
  readonly actions?: ReactNode;
}

/** A chart with its title, its sentence and its table. Which charts show their table stands in the address. */
export function ChartCard(props: ChartCardProps) {
  const { title, summary, panels, asked, definition, warnings = [], isLarge = false, actions } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [tables, setTables] = useParameters("table");
  const name = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const isTable = tables.includes(name);
  useEffect(() => void loadTimeChart(), []);
  const toggle = (): void => setTables(isTable ? tables.filter((one) => one !== name) : [...tables, name]);
  return (
    <FrameCard
      title={title}
      summary={summary}
      asked={asked}
      definition={definition}
      warnings={warnings}
      room="chart-room"
      className={isLarge ? "card-large" : ""}
      actions={
        <>
          {actions}
          <button type="button" className="toggle" aria-pressed={isTable} onClick={toggle}>
            <Icon name={isTable ? "chart" : "table"} />
            <span className="toggle-word">{isTable ? "Chart" : "Table"}</span>
            <span className="visually-hidden"> of {title}</span>
          </button>
          <CardMenu title={title} paths={asked.flatMap(({ ask }) => (ask === null ? [] : [ask.path]))} frame={frame} />
        </>
      }
    >
      {() => (
        <div ref={frame} className="chart-frame">
          <Body title={title} panels={panels} isTable={isTable} />
        </div>
      )}
    </FrameCard>
  );
}

function Body({ title, panels, isTable }: Pick<ChartCardProps, "title" | "panels"> & { readonly isTable: boolean }) {
  const span = useMemo(() => spanOf(panels), [panels]);
  if (span === null) return <p className="chart-room chart-empty">{whyEmpty(panels)}</p>;
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

/** Why a chart shows nothing. */
function whyEmpty(panels: ChartCardProps["panels"]): string {
  return panels.every(({ tracks }) => tracks.length === 0)
    ? "Nothing of this kind happened in this range."
    : "No complete or running period lies in this range.";
}
