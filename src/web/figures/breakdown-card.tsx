import { useState } from "react";
import { askQuery, type Scope } from "../api/ask.ts";
import type { Answer, AnswerRow } from "../api/contract.ts";
import { type Asked, useAnswer } from "../api/use-answer.ts";
import { CardMenu } from "../charts/card-menu.tsx";
import { Figure } from "../charts/figure.tsx";
import { FrameCard } from "../charts/frame-card.tsx";
import { unitOf } from "../charts/track.ts";
import { Icon } from "../controls/icon.tsx";
import { dimensionTitle, dimensionValue } from "../format/dimension.ts";
import { formatDaysBeside } from "../format/date.ts";
import { type Filter, withFilter } from "../state/filter.ts";
import type { PageState } from "../state/use-page.ts";
import { lacksData } from "./change.tsx";

interface BreakdownCardProps {
  readonly page: PageState;
  readonly metric: string;
  /** What the metric is called here. */
  readonly name: string;
  readonly dimension: string;
  /** null while it is not known what to ask. */
  readonly scope: Scope | null;
}

/** Groups shown before the rest is put together, and after one asks for more. */
const few = 7;
const many = 40;

/** A metric over the whole range by the values of a dimension, largest first. Pressing a value filters the page by it. */
export function BreakdownCard({ page, metric, name, dimension, scope }: BreakdownCardProps) {
  const [top, setTop] = useState(few);
  const asked = useAnswer(
    scope === null
      ? null
      : askQuery({ ...scope, metrics: [metric], by: [dimension], grain: "total", top, compare: page.compare }),
    page.generation,
    { isLater: true },
  );
  const title = `${name} by ${dimensionTitle(dimension).toLowerCase()}`;
  const { ask, data } = asked;
  const column = data?.columns.find((one) => one.name === metric);
  return (
    <FrameCard
      title={title}
      asked={[asked]}
      room="list-room"
      className="breakdown"
      actions={<CardMenu title={title} paths={ask === null ? [] : [ask.path]} />}
    >
      {() => (
        <>
          <Groups asked={asked} page={page} metric={metric} dimension={dimension} />
          <p className="breakdown-note">
            {column?.overlapping === true && "One person may stand in several. "}
            {(top === few ? data?.rows.some((row) => row[dimension] === "Other") : true) && (
              <button type="button" className="link" onClick={() => setTop(top === few ? many : few)}>
                {top === few ? "Show more" : "Show fewer"}
              </button>
            )}
          </p>
        </>
      )}
    </FrameCard>
  );
}

interface GroupsProps {
  readonly asked: Asked<Answer>;
  readonly page: PageState;
  readonly metric: string;
  readonly dimension: string;
}

function Groups({ asked: { ask, data }, page, metric, dimension }: GroupsProps) {
  if (data === undefined || ask === null) return null;
  const groups = data.rows.map((row, index) => ({ row, index, value: numberOf(row[metric]) }));
  const order = groups.toSorted((a, b) => rankOf(a.row[dimension]) - rankOf(b.row[dimension]) || b.value - a.value);
  const largest = Math.max(1, ...groups.map(({ value }) => value));
  // A part of the range before would pass for the whole of it.
  const comparison =
    data.comparison === undefined || lacksData(data.comparison, metric, page.status.range.from)
      ? undefined
      : data.comparison;
  const unit = unitOf(data, metric);
  if (order.length === 0) return <p className="list-empty">Nothing in this range.</p>;
  return (
    <table className="groups">
      <thead>
        <tr>
          <th scope="col">{dimensionTitle(dimension)}</th>
          {comparison !== undefined && (
            <th scope="col" className="figure before">
              <RangeHeading from={comparison.from} to={comparison.to} end={data.question.to} />
            </th>
          )}
          <th scope="col" className="figure">
            <RangeHeading from={data.question.from} to={data.question.to} end={data.question.to} />
          </th>
        </tr>
      </thead>
      <tbody>
        {order.map(({ row, index, value }) => {
          const group = row[dimension];
          const before = comparison?.rows.findIndex((one) => one[dimension] === group) ?? -1;
          const label = titleOf(dimension, group);
          return (
            <tr key={String(group)} data-group={String(group ?? "Unknown")}>
              <th scope="row">
                <span className="groups-cell">
                  <span className="groups-bar" style={{ width: `${(value / largest) * 100}%` }} aria-hidden="true" />
                  <GroupName page={page} dimension={dimension} group={group} label={label} />
                </span>
              </th>
              {comparison !== undefined && (
                <td className="figure before">
                  <Figure
                    value={before === -1 ? null : numberOrNull(comparison.rows[before]?.[metric])}
                    unit={unit}
                    address={{ path: ask.path, pointer: `/comparison/rows/${before}/${metric}` }}
                    label={`${label}, before`}
                  />
                </td>
              )}
              <td className="figure">
                <Figure
                  value={numberOrNull(row[metric])}
                  unit={unit}
                  address={{ path: ask.path, pointer: `/rows/${index}/${metric}` }}
                  label={label}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface GroupNameProps {
  readonly page: PageState;
  readonly dimension: string;
  readonly group: AnswerRow[string] | undefined;
  readonly label: string;
}

/** A value: pressing it shows only it, the sign beside it leaves it out. The tail of a breakdown is no value. */
function GroupName({ page: { view, change }, dimension, group, label }: GroupNameProps) {
  if (group === "Other") return <span className="groups-other">Other</span>;
  const value = group === "Unknown" || group === null ? "" : String(group);
  const set = view.filters.find((filter) => filter.dimension === dimension && filter.operator === "is");
  const isSet = set?.values.length === 1 && set.values[0] === value;
  const only: Filter = { dimension, operator: "is", values: isSet ? [] : [value] };
  const excluded = view.filters.find((filter) => filter.dimension === dimension && filter.operator === "is_not");
  const without: Filter = { dimension, operator: "is_not", values: [...(excluded?.values ?? []), value] };
  return (
    <>
      <button
        type="button"
        className={value === "" ? "groups-name groups-unknown" : "groups-name"}
        aria-pressed={isSet}
        title={isSet ? "Take the filter back" : `Only ${label}`}
        onClick={() => change({ filters: withFilter(view.filters, only) })}
      >
        <bdi>{label}</bdi>
      </button>
      <button
        type="button"
        className="icon-button groups-exclude"
        aria-label={`All but ${label}`}
        title={`All but ${label}`}
        onClick={() => change({ filters: withFilter(view.filters, without) })}
      >
        <Icon name="exclude" />
      </button>
    </>
  );
}

/** A range as a heading: where it has to break, it breaks before its end. */
function RangeHeading({ from, to, end }: { from: string; to: string; end: string }) {
  const [first, ...rest] = formatDaysBeside(from, to, end).split(/(?<=[–-])\s+/u);
  return (
    <>
      <span className="unbroken">{first}</span> {rest.length > 0 && <span className="unbroken">{rest.join(" ")}</span>}
    </>
  );
}

function titleOf(dimension: string, group: AnswerRow[string] | undefined): string {
  return group === "Unknown" || group === null || group === undefined
    ? "Unknown"
    : dimensionValue(dimension, String(group));
}

/** Values first, then what has none, last the tail. */
function rankOf(group: AnswerRow[string] | undefined): number {
  if (group === "Other") return 2;
  return group === "Unknown" || group === null ? 1 : 0;
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
