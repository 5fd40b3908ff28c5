import { askExplain } from "../api/ask.ts";
import type { Explanation, MetricDescription } from "../api/contract.ts";
import { useAnswer } from "../api/use-answer.ts";
import { CardMenu } from "../charts/card-menu.tsx";
import { FrameCard } from "../charts/frame-card.tsx";
import { unitOf } from "../charts/track.ts";
import { verdictOf } from "../figures/change.tsx";
import { TermsButton } from "../figures/terms-button.tsx";
import { formatDays } from "../format/date.ts";
import {
  formatChange,
  formatDifference,
  formatExact,
  formatFigure,
  formatInteger,
  type Unit,
} from "../format/number.ts";
import type { PageState } from "../state/use-page.ts";
import { MovedFigure } from "./moved-figure.tsx";
import { MovedRow } from "./moved-row.tsx";

interface MovedCardProps {
  readonly page: PageState;
  readonly metric: string;
  /** Along which dimensions it is looked at. */
  readonly dimensions: readonly string[];
  readonly description: MetricDescription | undefined;
  /** What is explained: the range and conditions of the card's own figure; null while that is not known. */
  readonly scope: { readonly from: string; readonly to: string; readonly where: readonly string[] } | null;
}

/** Segments that are shown, the greatest change first. */
const shown = 7;

const terms = [
  { term: "Change", meaning: "The figure of this range less that of the one it is compared with, segment by segment." },
  {
    term: "Of all",
    meaning:
      "What part of the whole change a segment made; said only where the changes of segments add up to the whole.",
  },
  {
    term: "New, back, gone",
    meaning: "Of people: who is here for the first time, who came back, and who stayed away.",
  },
];

/** Why the chosen figure moved: the segments that moved most, and who came and went. */
export function MovedCard({ page, metric, dimensions, description, scope }: MovedCardProps) {
  const { compare, generation } = page;
  const ask =
    scope === null || compare === null
      ? null
      : askExplain({ metric, from: scope.from, to: scope.to, where: scope.where, compare, by: dimensions });
  const asked = useAnswer(ask, generation, { isLater: true });
  const { data } = asked;
  const title = `What moved ${description?.title ?? metric}`;
  return (
    <FrameCard
      title={title}
      summary={sentenceOf(data)}
      asked={[asked]}
      room="moved-room"
      className="moved-card"
      definition={<TermsButton title={title} terms={terms} />}
      actions={<CardMenu title={title} paths={ask === null ? [] : [ask.path]} />}
      warnings={data?.warnings ?? []}
    >
      {() =>
        data &&
        ask && (
          <Moved
            data={data}
            path={ask.path}
            page={page}
            title={description?.title ?? metric}
            good={description?.goodDirection ?? "none"}
          />
        )
      }
    </FrameCard>
  );
}

interface MovedProps {
  readonly data: Explanation;
  readonly path: string;
  readonly page: PageState;
  /** The metric's title. */
  readonly title: string;
  readonly good: MetricDescription["goodDirection"];
}

function Moved({ data, path, page, title, good }: MovedProps) {
  const rows = data.rows
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => (row.change ?? 0) !== 0)
    .toSorted((a, b) => Math.abs(b.row.change ?? 0) - Math.abs(a.row.change ?? 0))
    .slice(0, shown);
  const largest = Math.max(1, ...rows.map(({ row }) => Math.abs(row.change ?? 0)));
  const isOneWay = rows.every(({ row }) => (row.change ?? 0) > 0) || rows.every(({ row }) => (row.change ?? 0) < 0);
  if (rows.length === 0) return <p className="list-empty">Nothing moved.</p>;
  const unit = unitOf(data, "change");
  const { before, now, change } = data.totals;
  return (
    <ul className={isOneWay ? "moved moved-one-way" : "moved"}>
      <li className="moved-whole">
        <span>
          <span className="moved-dimension">Altogether</span>
          {title}
        </span>
        <span className="moved-blank" aria-hidden="true" />
        <MovedFigure
          change={change}
          unit={unit}
          verdict={verdictOf(change ?? 0, good)}
          address={{ path, pointer: "/totals/change" }}
          label={`change of ${title}`}
        >
          {formatFigure(before, unit)} → {formatFigure(now, unit)}
        </MovedFigure>
      </li>
      {rows.map(({ row, index }) => (
        <MovedRow
          key={`${row.dimension} ${row.segment}`}
          page={page}
          row={row}
          unit={unit}
          number={{ path, pointer: `/rows/${index}/change` }}
          part={Math.abs(row.change ?? 0) / (isOneWay ? largest : 2 * largest)}
          verdict={verdictOf(row.change ?? 0, good)}
        />
      ))}
    </ul>
  );
}

function sentenceOf(data: Explanation | undefined): string | null {
  if (data === undefined) return null;
  const unit = unitOf(data, "change");
  const { before, now, change, changeRate, turnover, movements } = data.totals;
  const rate = changeRate === null ? "" : ` (${formatChange(changeRate)})`;
  const { from, to } = data.compared.before;
  const start = `${formatExact(before, unit)} → ${formatExact(now, unit)}: ${formatDifference(change, unit)}${rate} against ${formatDays(from.slice(0, 10), to.slice(0, 10))}.`;
  const people =
    turnover === undefined
      ? ""
      : ` ${formatInteger(turnover.new)} new, ${formatInteger(turnover.resurrected)} back, ${formatInteger(turnover.dormant)} gone.`;
  return `${start}${people}${movements === undefined ? "" : ` ${movementWords(movements, unit)}`}`;
}

function movementWords(movements: Readonly<Record<string, number>>, unit: Unit): string {
  const parts = Object.entries(movements)
    .filter(([, amount]) => amount !== 0)
    .map(([name, amount]) => `${name.replaceAll("_", " ")} ${formatDifference(amount, unit)}`);
  return parts.length === 0 ? "" : `${parts.join(", ")}.`;
}
