import { useMemo } from "react";
import { askQuery, type Scope } from "../api/ask.ts";
import type { Answer, MetricDescription } from "../api/contract.ts";
import { type Asked, useAnswer } from "../api/use-answer.ts";
import type { Panel } from "../charts/panel.ts";
import { type Track, trackBefore, trackOf, unitOf } from "../charts/track.ts";
import { dimensionTitle, dimensionValue } from "../format/dimension.ts";
import { formatDaysBeside } from "../format/date.ts";
import { narrowed, type PageState } from "../state/use-page.ts";
import type { Exploration } from "./use-exploration.ts";

/** The answer to what is explored, and how it is drawn. */
export interface Explored {
  readonly asked: Asked<Answer>;
  readonly panels: readonly Panel[];
  /** What the conditions are that were asked with. */
  readonly scope: Scope | null;
  readonly metrics: readonly MetricDescription[];
  /** Dimensions that the metrics do not have and the page filters by. */
  readonly ignored: readonly string[];
}

/** Ask what is explored and lay the answer out: metrics that share a unit on one scale, else each on its own. */
export function useExplored(page: PageState, { metrics: names, by, top }: Exploration): Explored {
  const metrics = names.flatMap((name) => page.metrics.find((one) => one.name === name) ?? []);
  const isMoney = metrics.some(({ subject }) => subject === "subscription");
  const subject = isMoney ? page.revenue : page.activity;
  const asksDimension = by !== null && metrics.every((metric) => hasDimension(metric, by));
  const scope = narrowed(
    subject.scope && { ...subject.scope, grain: grainFor(page.range.grain, metrics) },
    names,
    page,
  );
  const asked = useAnswer(
    scope === null || metrics.length === 0
      ? null
      : askQuery({
          ...scope,
          metrics: names,
          ...(asksDimension && by !== null ? { by: [by], top } : { compare: page.compare }),
        }),
    page.generation,
  );
  const { ask, data } = asked;
  const panels = useMemo(
    () => (data === undefined || asked.isPlaceholderData ? [] : panelsOf({ ask, data }, page.metrics)),
    [ask, data, asked.isPlaceholderData, page.metrics],
  );
  return { asked, panels, scope, metrics, ignored: subject.ignored };
}

/** The grain that every one of the metrics has: the page's, where they all do, else that of the first that has not. */
function grainFor(grain: string, metrics: readonly MetricDescription[]): string {
  const other = metrics.find(({ grains }) => !grains.some((known) => known === grain));
  return other?.defaultGrain ?? grain;
}

/** Whether `metric` can be split by `dimension`. */
export function hasDimension({ dimensions }: MetricDescription, dimension: string): boolean {
  return dimensions.includes(dimension) || (dimension.startsWith("properties.") && dimensions.includes("properties.*"));
}

interface Answered {
  readonly ask: Asked<Answer>["ask"];
  readonly data: Answer;
}

function panelsOf(answered: Answered, descriptions: readonly MetricDescription[]): readonly Panel[] {
  const { data } = answered;
  const { metrics, by } = data.question;
  const titleOf = (name: string) => descriptions.find((one) => one.name === name)?.title ?? name;
  const [dimension] = by;
  if (dimension !== undefined) {
    return metrics.map((metric) => ({
      title: titleOf(metric),
      tracks: groupTracks(answered, metric, dimension),
    }));
  }
  const tracks = metrics.map((metric, index) =>
    trackOf(answered, metric, { name: titleOf(metric), shape: "line", colour: (index % 7) + 1 }),
  );
  const only = metrics.length === 1 ? metrics[0] : undefined;
  const before =
    only === undefined || data.comparison === undefined
      ? null
      : trackBefore(answered, only, { name: beforeName(data) });
  if (before !== null) return [{ tracks: [before, ...tracks] }];
  const units = new Set(metrics.map((metric) => JSON.stringify(unitOf(data, metric))));
  if (units.size < 2) return [{ tracks }];
  return tracks.map((track) => ({ title: track.name, tracks: [track] }));
}

function beforeName({ comparison, question }: Answer): string {
  return comparison === undefined ? "" : formatDaysBeside(comparison.from, comparison.to, question.to);
}

/** One line a group; the tail and what has no value are quiet, so that they are not taken for values. */
function groupTracks(answered: Answered, metric: string, dimension: string): readonly Track[] {
  const groups = [...new Set(answered.data.rows.map((row) => String(row[dimension] ?? "Unknown")))];
  const latest = answered.data.rows.findLast((row) => row["state"] === "closed" || row["state"] === "provisional");
  const sizeOf = (group: string): number => {
    const found = answered.data.rows.find((row) => row["period"] === latest?.["period"] && row[dimension] === group);
    return Number(found?.[metric] ?? 0);
  };
  const named = groups
    .filter((group) => group !== "Other" && group !== "Unknown")
    .toSorted((a, b) => sizeOf(b) - sizeOf(a));
  return [...named, ...groups.filter((group) => !named.includes(group))].map((group, index) =>
    trackOf(answered, metric, {
      name: named.includes(group) ? dimensionValue(dimension, group) : group,
      shape: "line",
      colour: group === "Other" ? 5 : group === "Unknown" ? 7 : ([1, 2, 3, 4, 6][index % 5] ?? 1),
      isMeant: (row) => String(row[dimension] ?? "Unknown") === group,
    }),
  );
}

/** What is explored, in a few words. */
export function explorationTitle(metrics: readonly MetricDescription[], by: string | null): string {
  const names = metrics.map(({ title }) => title).join(", ");
  return by === null ? names : `${names} by ${dimensionTitle(by).toLowerCase()}`;
}
