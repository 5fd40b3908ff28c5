import { useState } from "react";
import { problemOf } from "../api/problem.ts";
import { useMetrics } from "../api/use-answer.ts";
import { dimensionTitle } from "../format/dimension.ts";
import { ErrorPanel } from "../shell/error-panel.tsx";
import { Freshness } from "../shell/freshness.tsx";
import type { PageProps } from "../shell/pages.ts";
import { addressOf } from "../state/location.ts";
import { MetricEntry } from "./metric-entry.tsx";

/** Every metric in words, with its SQL for each engine and what checks it. */
export function DefinitionsPage({ status }: PageProps) {
  const { data, error, refetch } = useMetrics();
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const found = (data?.metrics ?? []).filter(({ name, title, meaning }) =>
    `${name} ${title} ${meaning}`.toLowerCase().includes(wanted),
  );
  const subjects = [
    { subject: "activity", title: "Activity", from: "what people did, from events" },
    { subject: "subscription", title: "Subscriptions", from: "what people pay, from subscription versions" },
  ] as const;
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
          Every figure has one definition and one name, the same on every page, in the command line, the API and every
          engine. The rules that all of them share: a day is a day of {status.timezone}; distinct people are recounted,
          never summed; currencies are never added; an unfinished period is compared with nothing. Each is checked by
          its golden SQL, by the answer key of simulated data, by the identities on the{" "}
          <a href={addressOf("/data")}>Data</a> page, and by Prove it on every figure.
        </p>
        {error !== null && <ErrorPanel problem={problemOf(error)} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <div className="list-room skeleton" />}
        {data !== undefined && found.length === 0 && <p>No metric matches “{search}”.</p>}
        {subjects.map(({ subject, title, from }) => {
          const metrics = found.filter((metric) => metric.subject === subject);
          if (metrics.length === 0) return null;
          return (
            <section key={subject} aria-labelledby={`subject-${subject}`}>
              <h2 id={`subject-${subject}`}>
                {title} <span className="section-aside">{from}</span>
              </h2>
              <div className="entries">
                {metrics.map((metric) => (
                  <MetricEntry key={metric.name} metric={metric} status={status} titleOf={dimensionTitle} />
                ))}
              </div>
            </section>
          );
        })}
      </div>
    </>
  );
}
