import type { LoadedStatus } from "../api/contract.ts";
import { formatThrough } from "../format/date.ts";

/** How far the data go, and whose days and weeks these are. */
export function Freshness({ status: { dataThrough, timezone, weekStart } }: { status: LoadedStatus }) {
  const through = dataThrough.events ?? dataThrough.subscriptions;
  return (
    <p className="freshness">
      {through !== null && (
        <span>
          Data through <time dateTime={through}>{formatThrough(through, timezone)}</time>
        </span>
      )}
      <span title="Days are days of this timezone">{timezone}</span>
      <span className="freshness-week">weeks start {weekStart.charAt(0).toUpperCase() + weekStart.slice(1)}</span>
    </p>
  );
}
