import type { LoadedStatus } from "../api/contract.ts";
import { formatDays, formatThrough } from "../format/date.ts";

/** Until when the data are complete, from when on they are there, and whose days they are. */
export function FreshnessCard({ status }: { status: LoadedStatus }) {
  const { dataThrough, timezone, weekStart, range, generation, currencies } = status;
  const through = (instant: string | null) => (instant === null ? "none loaded" : formatThrough(instant, timezone));
  const facts = [
    ["Events through", through(dataThrough.events)],
    ["Subscriptions through", through(dataThrough.subscriptions)],
    ["Data of", formatDays(range.from, range.to)],
    ["Days of", timezone],
    ["Weeks start", weekStart.charAt(0).toUpperCase() + weekStart.slice(1)],
    ["Currencies", currencies.join(", ") || "none"],
    ["Generation", String(generation)],
  ] as const;
  return (
    <section className="card" aria-labelledby="freshness">
      <header className="card-header">
        <h3 id="freshness">Freshness</h3>
      </header>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
