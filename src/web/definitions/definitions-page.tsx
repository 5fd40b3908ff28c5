import { useState } from "react";
import { problemOf } from "../api/problem.ts";
import { useMetrics } from "../api/use-answer.ts";
import { dimensionTitle } from "../format/dimension.ts";
import { ErrorPanel } from "../shell/error-panel.tsx";
import { Freshness } from "../shell/freshness.tsx";
import type { PageProps } from "../shell/pages.ts";
import { addressOf } from "../state/location.ts";
import { definitionGroups } from "./definition-groups.ts";
import { MetricEntry } from "./metric-entry.tsx";

/** Every metric in words, with its SQL for each engine and what checks it. */
export function DefinitionsPage({ status }: PageProps) {
  const { data, error, refetch } = useMetrics();
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const found = (data?.metrics ?? []).filter(({ name, title, meaning }) =>
    `${name} ${title} ${meaning}`.toLowerCase().includes(wanted),
  );
  const groups = definitionGroups(found);
  return (
    <>
      <div className="toolbar">
        <div className="toolbar-inner">
          <input
            type="search"
            className="search definitions-search"
            placeholder="Search metrics"
            aria-label="Search metrics"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <Freshness status={status} />
        </div>
      </div>
      <div className="page">
        <h1>Definitions</h1>
        <p className="lead">
          One definition and one name for every figure, on every page, in the command line, the API and every engine. A
          day is a day of {status.timezone}; distinct people are recounted, never summed; currencies are never added; an
          unfinished period is compared with nothing. What checks them stands on the{" "}
          <a href={addressOf("/data")}>Data</a> page. Press a name for its grains, its dimensions and its SQL.
        </p>
        {error !== null && <ErrorPanel problem={problemOf(error)} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <div className="list-room skeleton" />}
        {data !== undefined && found.length === 0 && <p>No metric matches “{search}”.</p>}
        {groups.length > 1 && (
          <nav className="definitions-index" aria-label="Groups of metrics">
            {groups.map(({ id, title, metrics }) => (
              <a key={id} href={`#${id}`}>
                {title} <span>{metrics.length}</span>
              </a>
            ))}
          </nav>
        )}
        {groups.map(({ id, title, from, metrics }) => (
          <section key={id} id={id} className="definitions-group" aria-labelledby={`${id}-title`}>
            <h2 id={`${id}-title`}>
              {title} <span className="section-aside">{from}</span>
            </h2>
            <div className="entries">
              {metrics.map((metric) => (
                <MetricEntry key={metric.name} metric={metric} status={status} titleOf={dimensionTitle} />
              ))}
            </div>
          </section>
        ))}
      </div>
    </>
  );
}
