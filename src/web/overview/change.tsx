import { formatChange } from "../format/number.ts";

/** Which way is good for a figure. */
export type GoodDirection = "up" | "down" | "none";

/** A change with sign, arrow and colour; whether it is for the better is said in words as well. */
export function Change({ rate, good }: { rate: number | null; good: GoodDirection }) {
  if (rate === null) return <span className="change change-none">Nothing to compare</span>;
  const verdict = verdictOf(rate, good);
  return (
    <span className={`change change-${verdict}`}>
      <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
        <path d={rate > 0 ? "M5 1.5 9 8H1z" : rate < 0 ? "M5 8.5 1 2h8z" : "M1 4h8v2H1z"} fill="currentColor" />
      </svg>
      {formatChange(rate)}
      {verdict !== "even" && <span className="visually-hidden"> ({verdict === "good" ? "better" : "worse"})</span>}
    </span>
  );
}

/** Whether a change is for the better. */
export function verdictOf(rate: number, good: GoodDirection): "good" | "bad" | "even" {
  if (rate === 0 || good === "none") return "even";
  return rate > 0 === (good === "up") ? "good" : "bad";
}
