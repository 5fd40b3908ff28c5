import type { Answer } from "../api/contract.ts";
import { formatChange } from "../format/number.ts";

/** Which way is good for a figure. */
export type GoodDirection = "up" | "down" | "none";

interface ChangeProps {
  /** null = there is no rate: nothing is known of the range before, or it was nought. */
  readonly rate: number | null;
  /** Whether the figure of the range before is not known; else, without a rate, it was nought. */
  readonly isUnknown: boolean;
  /** When that was, as people write it. */
  readonly range: string;
  readonly good: GoodDirection;
}

/** A change with sign, arrow and colour; whether it is for the better is said in words as well. */
export function Change({ rate, isUnknown, range, good }: ChangeProps) {
  if (rate === null) {
    if (!isUnknown) return <span>Nothing in {range}</span>;
    // Said once for all cards below them.
    return (
      <span title={`No full data for ${range}`}>
        <span aria-hidden="true">–</span>
        <span className="visually-hidden">No full data for {range}</span>
      </span>
    );
  }
  const verdict = verdictOf(rate, good);
  return (
    <>
      <span className={`change change-${verdict}`}>
        <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
          <path d={rate > 0 ? "M5 1.5 9 8H1z" : rate < 0 ? "M5 8.5 1 2h8z" : "M1 4h8v2H1z"} fill="currentColor" />
        </svg>
        {formatChange(rate)}
        {verdict !== "even" && <span className="visually-hidden"> ({verdict === "good" ? "better" : "worse"})</span>}
      </span>
      <span>vs {range}</span>
    </>
  );
}

/**
 * Whether the figure of `metric` in the range compared with is not known: the data begin on `since`, so that nought of a range
 * that begins earlier is no figure either.
 */
export function lacksData(
  { from, changeRate, totals }: NonNullable<Answer["comparison"]>,
  metric: string,
  since: string,
): boolean {
  return changeRate[metric] === null && (totals[metric] !== 0 || from < since);
}

/** Whether a change is for the better. */
export function verdictOf(rate: number, good: GoodDirection): "good" | "bad" | "even" {
  if (rate === 0 || good === "none") return "even";
  return rate > 0 === (good === "up") ? "good" : "bad";
}
