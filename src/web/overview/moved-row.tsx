import type { Explanation } from "../api/contract.ts";
import { dimensionTitle, dimensionValue } from "../format/dimension.ts";
import { formatExact, formatFigure, type Unit } from "../format/number.ts";
import { withFilter } from "../state/filter.ts";
import type { NumberAddress } from "../state/number-address.ts";
import type { PageState } from "../state/use-page.ts";
import { MovedFigure } from "./moved-figure.tsx";

interface MovedRowProps {
  readonly page: PageState;
  readonly row: Explanation["rows"][number];
  readonly unit: Unit;
  /** Where the change stands in its answer. */
  readonly number: NumberAddress;
  /** How much of the track its bar takes. */
  readonly part: number;
  readonly verdict: "good" | "bad" | "even";
}

/** A segment and how much it moved; pressing it looks at that segment alone. */
export function MovedRow({ page: { view, change }, row, unit, number, part, verdict }: MovedRowProps) {
  const { dimension, segment, before, now } = row;
  const value = segment === "Unknown" ? "" : segment;
  const isUp = (row.change ?? 0) > 0;
  return (
    <li>
      <button
        type="button"
        className="moved-name"
        title={`Only ${dimensionTitle(dimension).toLowerCase()} ${dimensionValue(dimension, value)}`}
        onClick={() => change({ filters: withFilter(view.filters, { dimension, operator: "is", values: [value] }) })}
      >
        <span className="moved-dimension">{dimensionTitle(dimension)}</span>
        <bdi>{dimensionValue(dimension, value)}</bdi>
      </button>
      <span className="moved-track" aria-hidden="true">
        <span
          className={`moved-bar moved-${verdict} ${isUp ? "moved-up" : "moved-down"}`}
          style={{ width: `${part * 100}%` }}
        />
      </span>
      <MovedFigure
        change={row.change}
        unit={unit}
        verdict={verdict}
        address={number}
        label={`change of ${dimensionTitle(dimension)} ${dimensionValue(dimension, value)}`}
      >
        {row.shareOfChange === null
          ? `${formatFigure(before, unit)} → ${formatFigure(now, unit)}`
          : `${formatExact(row.shareOfChange, { unit: "rate", currency: null })} of all`}
      </MovedFigure>
    </li>
  );
}
