import { isExported } from "../api/exported.ts";
import { CompareSelect } from "../controls/compare-select.tsx";
import { FilterButton } from "../controls/filter-button.tsx";
import { FilterChips } from "../controls/filter-chips.tsx";
import { RangePicker } from "../controls/range-picker.tsx";
import { Segmented } from "../controls/segmented.tsx";
import { exportedDimensions } from "../exported/exported-views.ts";
import type { PageState } from "../state/use-page.ts";
import { Freshness } from "./freshness.tsx";

const grainFaces = {
  hour: "Hour",
  day: "Day",
  week: "Week",
  month: "Month",
  quarter: "Quarter",
  year: "Year",
} as const;

/** What the page shows: which days, divided how, of whom, against what; and how far the data go. */
export function Toolbar({ page, hasCompare = true }: { page: PageState; hasCompare?: boolean }) {
  const { status, view, range, change, metrics } = page;
  const dimensions = offeredDimensions(metrics);
  return (
    <div className="toolbar">
      <div className="toolbar-inner">
        <div className="toolbar-controls">
          <RangePicker status={status} range={range} onChange={(chosen) => change({ range: chosen, grain: null })} />
          <Segmented
            label="Grain"
            options={range.grains.map((grain) => ({ value: grain, face: grainFaces[grain] }))}
            value={range.grain}
            onChange={(grain) => change({ grain })}
          />
          {hasCompare && <CompareSelect value={view.compare} onChange={(compare) => change({ compare })} />}
          <FilterButton
            filters={view.filters}
            dimensions={dimensions}
            range={range}
            generation={status.generation}
            onChange={(filters) => change({ filters })}
          />
        </div>
        <Freshness status={status} />
        <FilterChips filters={view.filters} onChange={(filters) => change({ filters })} />
      </div>
    </div>
  );
}

/** Dimensions worth choosing values of: not single users, nor what only some metrics split by. */
function offeredDimensions(metrics: PageState["metrics"]): readonly string[] {
  const known = metrics.find(({ name }) => name === "active_users")?.dimensions;
  if (isExported()) return exportedDimensions;
  const offered = ["platform", "country", "user_type", "plan", "billing_interval"];
  return known === undefined ? offered.slice(0, 3) : offered.filter((name) => known.includes(name));
}
