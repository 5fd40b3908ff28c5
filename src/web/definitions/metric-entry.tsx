import { useState } from "react";
import { askQuery } from "../api/ask.ts";
import type { LoadedStatus, MetricDescription } from "../api/contract.ts";
import { SqlSection } from "../evidence/sql-section.tsx";

interface MetricEntryProps {
  readonly metric: MetricDescription;
  readonly status: LoadedStatus;
  readonly titleOf: (dimension: string) => string;
}

const units = { count: "a count", minor_units: "an amount of money", rate: "a rate" } as const;
const directions = { up: "more is better", down: "less is better", none: "neither way is better" } as const;

/** One metric: its meaning, unit, grains and dimensions; its SQL once it is asked for. */
export function MetricEntry({ metric, status, titleOf }: MetricEntryProps) {
  const [isOpen, setOpen] = useState(false);
  const { name, title, meaning, unit, goodDirection, additive, grains, defaultGrain, dimensions } = metric;
  const { path } = askQuery({ metrics: [name], ...status.range, grain: defaultGrain, where: [] });
  return (
    <article id={name} className="entry">
      <header>
        <h3>{title}</h3>
        <code>{name}</code>
      </header>
      <p>{meaning}</p>
      <dl className="entry-facts">
        <div>
          <dt>Is</dt>
          <dd>
            {units[unit]}; {directions[goodDirection]}
          </dd>
        </div>
        <div>
          <dt>Adds up</dt>
          <dd>{additive ? "figures of several buckets may be summed" : "never: every total is recounted"}</dd>
        </div>
        <div>
          <dt>By</dt>
          <dd>{grains.filter((grain) => grain !== "total").join(", ")}</dd>
        </div>
        <div>
          <dt>Splits by</dt>
          <dd>{dimensions.map((dimension) => titleOf(dimension)).join(", ")}</dd>
        </div>
        <div>
          <dt>Tests</dt>
          <dd>
            <code>test/golden/{name}/</code>
          </dd>
        </div>
      </dl>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          SQL of {title}, by {defaultGrain}
        </summary>
        {isOpen && <SqlSection path={path} generation={status.generation} metric={name} />}
      </details>
    </article>
  );
}
