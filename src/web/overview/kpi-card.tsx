import type { MetricDescription } from "../api/contract.ts";
import { problemOf } from "../api/problem.ts";
import { isComplete, latestPoint, type Track, trackOf, unitOf } from "../charts/track.ts";
import { Sparkline } from "../charts/sparkline.tsx";
import { formatDaysBeside } from "../format/date.ts";
import { formatExact, formatFigure } from "../format/number.ts";
import { Change } from "./change.tsx";
import { Definition } from "./definition.tsx";
import type { Asked } from "./use-overview.ts";

interface KpiCardProps {
  readonly metric: string;
  readonly description: MetricDescription | undefined;
  /** Answers with the figure over time. */
  readonly course: Asked;
  /** Answers with the figure itself and its change; the course may do both. */
  readonly headline: Asked;
  /** When the figure is of, e.g. `Last 91 days`; null = of one bucket of the course, which the card then names. */
  readonly scope: string | null;
}

/** One KPI: its figure, its change against a named range, its course. */
export function KpiCard({ metric, description, course, headline, scope }: KpiCardProps) {
  const title = description?.title ?? metric;
  const track = course.data && trackOf(course.data, metric, { name: title, shape: "line", colour: 1 });
  const error = course.error ?? headline.error;
  const isStale = course.isPlaceholderData || headline.isPlaceholderData;
  return (
    <article
      className={isStale ? "kpi is-stale" : "kpi"}
      aria-busy={(error === null && headline.isPending) || isStale}
      data-metric={metric}
    >
      <header className="kpi-title">
        <h3>{title}</h3>
        <Definition title={title} metrics={description === undefined ? [] : [description]} />
      </header>
      {error === null ? (
        <Figures headline={headline} metric={metric} description={description} scope={scope ?? bucketName(track)} />
      ) : (
        <KpiProblem asked={course.error === null ? headline : course} />
      )}
      <Sparkline points={track?.points ?? []} />
    </article>
  );
}

interface FiguresProps {
  readonly headline: Asked;
  readonly metric: string;
  readonly description: MetricDescription | undefined;
  readonly scope: string;
}

function Figures({ headline: { data }, metric, description, scope }: FiguresProps) {
  if (data === undefined) return <div className="kpi-room skeleton" />;
  const value = data.totals[metric] ?? null;
  const unit = unitOf(data, metric);
  const { comparison } = data;
  return (
    <>
      <data className="kpi-value" value={value ?? ""} title={formatExact(value, unit)}>
        {formatFigure(value, unit)}
      </data>
      <p className="kpi-scope">{scope}</p>
      {comparison !== undefined && (
        <p className="kpi-change">
          <Change
            rate={comparison.changeRate[metric] ?? null}
            before={comparison.totals[metric] ?? null}
            range={formatDaysBeside(comparison.from, comparison.to, data.question.to)}
            good={description?.goodDirection ?? "none"}
          />
        </p>
      )}
    </>
  );
}

function KpiProblem({ asked }: { asked: Asked }) {
  const { title, detail } = problemOf(asked.error);
  return (
    <div className="kpi-problem">
      <p title={detail ?? undefined}>{title}</p>
      <button type="button" className="link" onClick={() => void asked.refetch()}>
        Try again
      </button>
    </div>
  );
}

/** The bucket that a figure is of: `October 2026`, or `November 2026 so far`. */
function bucketName(track: Track | undefined): string {
  const latest = latestPoint(track?.points ?? []);
  if (latest === null) return "No period yet";
  return isComplete(latest) ? latest.label : `${latest.label} so far`;
}
