import { useCallback, useState } from "react";
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

/** One metric: its name and meaning; opened, its unit, grains and dimensions, and its SQL once that is asked for. */
export function MetricEntry({ metric, status, titleOf }: MetricEntryProps) {
  const { name, title, meaning, unit, goodDirection, additive, grains, defaultGrain, dimensions, tests } = metric;
  const [isLinked] = useState(() => window.location.hash === `#${name}`);
  const [isOpen, setOpen] = useState(isLinked);
  const [isSqlOpen, setSqlOpen] = useState(false);
  const { path } = askQuery({ metrics: [name], ...status.range, grain: defaultGrain, where: [] });
  const scrollTo = useCallback(
    (entry: HTMLElement | null) => (isLinked ? entry?.scrollIntoView() : undefined),
    [isLinked],
  );
  return (
    <details
      id={name}
      ref={scrollTo}
      className="entry"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <h3>{title}</h3>
        <code>{name}</code>
        <p>{meaning}</p>
      </summary>
      {isOpen && (
        <div className="entry-body">
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
            {tests.length > 0 && (
              <div>
                <dt>Tests</dt>
                <dd>
                  <ul className="entry-tests">
                    {tests.map((test) => (
                      <li key={test}>{test}</li>
                    ))}
                  </ul>
                </dd>
              </div>
            )}
          </dl>
          <details className="entry-sql" onToggle={(event) => setSqlOpen(event.currentTarget.open)}>
            <summary>
              SQL of {title}, by {defaultGrain}
            </summary>
            {isSqlOpen && <SqlSection path={path} generation={status.generation} metric={name} />}
          </details>
        </div>
      )}
    </details>
  );
}
