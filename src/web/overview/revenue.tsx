import type { ReactNode } from "react";
import type { LoadedStatus } from "../api/contract.ts";
import { Segmented } from "../controls/segmented.tsx";
import { IgnoredNote } from "./ignored-note.tsx";
import type { Overview } from "./use-overview.ts";
import { Warnings } from "./warnings.tsx";

interface RevenueProps {
  readonly status: LoadedStatus;
  readonly overview: Overview;
  readonly onCurrency: (currency: string) => void;
  readonly children: ReactNode;
}

/** Money, in one currency, for currencies are never added; where nothing was ever sold, what to run. */
export function Revenue({
  status: { currencies },
  overview: { currency, revenue, revenueIgnores },
  onCurrency,
  children,
}: RevenueProps) {
  return (
    <section aria-labelledby="revenue">
      <header className="section-header">
        <h2 id="revenue">Revenue</h2>
        {currency !== null && currencies.length < 2 && <span className="section-aside">in {currency}</span>}
        {currency !== null && currencies.length > 1 && (
          <Segmented
            label="Currency"
            options={currencies.map((value) => ({ value, face: value }))}
            value={currency}
            onChange={onCurrency}
          />
        )}
      </header>
      <IgnoredNote subject="Subscriptions" dimensions={revenueIgnores} />
      {currency === null ? (
        <p className="notice">
          No subscriptions are loaded. <code>tidemark import subscriptions FILE --map …</code>, then{" "}
          <code>tidemark load</code>.
        </p>
      ) : (
        <>
          <div className="charts">{children}</div>
          <Warnings asked={revenue} />
        </>
      )}
    </section>
  );
}
