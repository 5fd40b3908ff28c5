import { lazy, Suspense } from "react";
import type { FilterChoice } from "./filter-choice.ts";
import { Icon } from "./icon.tsx";
import { PopoverButton } from "./popover-button.tsx";

const FilterPanel = lazy(async () => ({ default: (await import("./filter-panel.tsx")).FilterPanel }));

/** Opens the choice of what the page is filtered by. */
export function FilterButton(props: FilterChoice) {
  const count = props.filters.length;
  const face = (
    <>
      <Icon name="filter" />
      Filter
      {count > 0 && (
        <span className="count">
          {count}
          <span className="visually-hidden"> set</span>
        </span>
      )}
    </>
  );
  return (
    <PopoverButton face={face} label="Filter" hasWords className="button filter-button" panelClassName="filter-panel">
      {() => (
        <Suspense fallback={<div className="filter-room" />}>
          <FilterPanel {...props} />
        </Suspense>
      )}
    </PopoverButton>
  );
}
