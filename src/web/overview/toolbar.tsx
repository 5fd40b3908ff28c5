import type { LoadedStatus, MetricDescription } from "../api/contract.ts";
import { CompareSelect } from "../controls/compare-select.tsx";
import { FilterButton } from "../controls/filter-button.tsx";
import { FilterChips } from "../controls/filter-chips.tsx";
import { RangePicker } from "../controls/range-picker.tsx";
import { Segmented } from "../controls/segmented.tsx";
import { formatThrough } from "../format/date.ts";
import type { ResolvedRange } from "../state/resolve-range.ts";
import { type View, viewGrains } from "../state/view.ts";

interface ToolbarProps {
  readonly status: LoadedStatus;
  readonly view: View;
  readonly range: ResolvedRange;
  readonly metrics: readonly MetricDescription[];
  readonly onChange: (parts: Partial<View>) => void;
}

const grainFaces = { day: "Day", week: "Week", month: "Month", quarter: "Quarter" } as const;
const offeredDimensions = ["platform", "country", "user_type"];

/** What the page shows: which days, divided how, of whom, against what; and how far the data go. */
export function Toolbar({ status, view, range, metrics, onChange }: ToolbarProps) {
  const known = metrics.find(({ name }) => name === "active_users")?.dimensions;
  return (
    <div className="toolbar">
      <div className="toolbar-inner">
        <div className="toolbar-controls">
          <RangePicker status={status} range={range} onChange={(chosen) => onChange({ range: chosen, grain: null })} />
          <Segmented
            label="Grain"
            options={viewGrains.map((grain) => ({ value: grain, face: grainFaces[grain] }))}
            value={range.grain}
            onChange={(grain) => onChange({ grain })}
          />
          <CompareSelect value={view.compare} onChange={(compare) => onChange({ compare })} />
          <FilterButton
            filters={view.filters}
            dimensions={offeredDimensions.filter((name) => known === undefined || known.includes(name))}
            range={range}
            generation={status.generation}
            onChange={(filters) => onChange({ filters })}
          />
        </div>
        <Freshness status={status} />
        <FilterChips filters={view.filters} onChange={(filters) => onChange({ filters })} />
      </div>
    </div>
  );
}

function Freshness({ status: { dataThrough, timezone, weekStart } }: { status: LoadedStatus }) {
  return (
    <p className="freshness">
      {dataThrough.events !== null && (
        <span>
          Data through <time dateTime={dataThrough.events}>{formatThrough(dataThrough.events, timezone)}</time>
        </span>
      )}
      <span>{timezone}</span>
      <span>weeks start {weekdayName(weekStart)}</span>
    </p>
  );
}

function weekdayName(weekStart: string): string {
  return weekStart.charAt(0).toUpperCase() + weekStart.slice(1);
}
