import type { Answer } from "../api/contract.ts";
import { isComplete, latestPoint, type Track, trackOf, unitOf } from "../charts/track.ts";
import { formatDays } from "../format/date.ts";
import { formatChangeSize, formatFigure } from "../format/number.ts";

/** A figure as a sentence names it. */
export interface Named {
  readonly metric: string;
  readonly name: string;
}

/** `May 2026: 48,213 people were active, 3.2% more than in April`; from one bucket's own answer. */
export function bucketSentence(track: Track, headline: Answer | undefined, metric: string): string | null {
  const latest = latestPoint(track.points);
  if (latest === null || headline === undefined) return null;
  const when = isComplete(latest) ? latest.label : `${latest.label} so far`;
  const figure = formatFigure(headline.totals[metric] ?? null, unitOf(headline, metric));
  return `${when}: ${figure} people active${changeClause(headline, metric)}.`;
}

/** What a sentence says beside the figures of the range. */
interface SentenceOptions {
  /** What one bar is. */
  readonly saysGrain?: boolean;
  /** The latest finished bucket in the place of the range: the share of a year is another figure than that of its months. */
  readonly ofLatest?: boolean;
}

/** `Creators 1,204, 3.2% more than 24 May – 22 Aug 2026; exporters …`: the range's own figures, never added up here. */
export function rangeSentence(
  answer: Answer | undefined,
  figures: readonly Named[],
  { saysGrain = false, ofLatest = false }: SentenceOptions = {},
): string | null {
  if (answer === undefined) return null;
  const { comparison } = answer;
  const parts = figures.map(({ metric, name }) => {
    if (ofLatest || typeof answer.totals[metric] !== "number") return latestWords(answer, { metric, name });
    const figure = formatFigure(answer.totals[metric] ?? null, unitOf(answer, metric));
    return `${name} ${figure}${changeWords(comparison?.changeRate[metric] ?? null)}`;
  });
  const isCompared =
    !ofLatest &&
    comparison !== undefined &&
    figures.some(({ metric }) => (comparison.changeRate[metric] ?? null) !== null);
  const than = !isCompared ? "" : `, against ${formatDays(comparison.from, comparison.to)}`;
  const grain = saysGrain ? ` One bar is one ${answer.question.grain}.` : "";
  return `${parts.join("; ")}${than}.${grain}`;
}

/** A figure that no range has as a whole, as DAU: the latest finished bucket says it. */
function latestWords(data: Answer, { metric, name }: Named): string {
  const track = trackOf({ ask: null, data }, metric, { name, shape: "line", colour: 1 });
  const latest = latestPoint(track.points);
  if (latest === null) return `${name} –`;
  const when = data.question.grain === "day" ? "on" : "in";
  return `${name} ${formatFigure(latest.value, track.unit)} ${when} ${latest.label}`;
}

function changeClause({ comparison }: Answer, metric: string): string {
  const rate = comparison?.changeRate[metric] ?? null;
  if (comparison === undefined || rate === null) return "";
  const than = formatDays(comparison.from, comparison.to);
  if (rate === 0) return `, as many as ${than}`;
  return `, ${formatChangeSize(rate)} ${rate > 0 ? "more" : "fewer"} than ${than}`;
}

function changeWords(rate: number | null): string {
  if (rate === null) return "";
  if (rate === 0) return " (unchanged)";
  return ` (${rate > 0 ? "up" : "down"} ${formatChangeSize(rate)})`;
}
