import type { Answer, MetricDescription } from "../api/contract.ts";
import { problemOf } from "../api/problem.ts";
import type { Asked } from "../api/use-answer.ts";
import { Sparkline } from "../charts/sparkline.tsx";
import { isComplete, latestPoint, type Track, trackOf, unitOf } from "../charts/track.ts";
import { Icon } from "../controls/icon.tsx";
import { formatDaysBeside } from "../format/date.ts";
import { formatExact, formatFigure } from "../format/number.ts";
import { type NumberAddress, openNumber } from "../state/number-address.ts";
import { Change, lacksData } from "./change.tsx";

/** What a card shows. */
export interface KpiCardProps {
  readonly metric: string;
  readonly description: MetricDescription | undefined;
  /** Answers with the figure over time. */
  readonly course: Asked<Answer>;
  /** Answers with the figure itself and its change; the course may do both. */
  readonly headline: Asked<Answer>;
  /** When the figure is of, e.g. `Last 91 days`; null = of one bucket of the course, which the card then names. */
  readonly scope: string | null;
  /** The first day of the data. */
  readonly since: string;
  /** Where cards choose what a chart shows: whether this one is chosen, and how it is. */
  readonly choice?: { readonly isChosen: boolean; readonly choose: () => void };
}

/** One KPI: its figure, its change against a named range, its course; and a press away, what is behind it. */
export function KpiCard({ metric, description, course, headline, scope, since, choice }: KpiCardProps) {
  const title = description?.title ?? metric;
  const { data } = course;
  const track = data && trackOf({ ask: course.ask, data }, metric, { name: title, shape: "line", colour: 1 });
  const error = course.error ?? headline.error;
  const isStale = course.isPlaceholderData || headline.isPlaceholderData;
  const address = headline.ask === null ? null : { path: headline.ask.path, pointer: `/totals/${metric}` };
  return (
    <article
      className={`kpi${isStale ? " is-stale" : ""}${choice?.isChosen ? " is-chosen" : ""}`}
      aria-busy={(error === null && (headline.isPending || course.isPending)) || isStale}
      data-metric={metric}
    >
      <header className="kpi-title">
        <h3>
          {choice === undefined ? (
            title
          ) : (
            <button type="button" className="kpi-choose" aria-pressed={choice.isChosen} onClick={choice.choose}>
              {title}
            </button>
          )}
        </h3>
        {headline.data !== undefined && address !== null && (
          <button
            type="button"
            className="icon-button kpi-info"
            aria-label={`What is behind ${title}`}
            title="Meaning, proof, SQL"
            onClick={() => openNumber(address)}
          >
            <Icon name="info" />
          </button>
        )}
      </header>
      {error === null ? (
        <Figures
          headline={headline}
          metric={metric}
          description={description}
          since={since}
          scope={scope ?? (track === undefined ? null : bucketName(track))}
          address={choice === undefined ? address : null}
        />
      ) : (
        <KpiProblem asked={course.error === null ? headline : course} />
      )}
      <Sparkline points={track?.points ?? []} />
    </article>
  );
}

interface FiguresProps {
  readonly headline: Asked<Answer>;
  readonly metric: string;
  readonly description: MetricDescription | undefined;
  /** null while it is not known. */
  readonly scope: string | null;
  readonly since: string;
  readonly address: NumberAddress | null;
}

function Figures({ headline: { ask, data }, metric, description, scope, since, address }: FiguresProps) {
  if (data === undefined || scope === null) return <div className="kpi-room skeleton" />;
  const value = data.totals[metric] ?? null;
  const unit = unitOf(data, metric);
  const { comparison } = data;
  const number = ask === null ? undefined : `${ask.path}#/totals/${metric}`;
  const figure = (
    <data className="kpi-value" value={value ?? ""} title={formatExact(value, unit)} data-number={number}>
      {formatFigure(value, unit)}
    </data>
  );
  return (
    <>
      {address === null || value === null ? (
        figure
      ) : (
        <button type="button" className="kpi-figure" onClick={() => openNumber(address)}>
          {figure}
          <span className="visually-hidden">, show what is behind it</span>
        </button>
      )}
      <p className="kpi-scope">{scope}</p>
      {comparison !== undefined && (
        <p className="kpi-change">
          <Change
            rate={comparison.changeRate[metric] ?? null}
            isUnknown={lacksData(comparison, metric, since)}
            range={formatDaysBeside(comparison.from, comparison.to, data.question.to)}
            good={description?.goodDirection ?? "none"}
          />
        </p>
      )}
    </>
  );
}

function KpiProblem({ asked }: { asked: Asked<Answer> }) {
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
function bucketName({ points }: Track): string {
  const latest = latestPoint(points);
  if (latest === null) return "No period yet";
  return isComplete(latest) ? latest.label : `${latest.label} so far`;
}
