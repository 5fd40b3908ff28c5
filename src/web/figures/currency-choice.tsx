import { Segmented } from "../controls/segmented.tsx";
import { withFilter } from "../state/filter.ts";
import type { PageState } from "../state/use-page.ts";

/** Which currency money is shown in, where there are several: they are never added. */
export function CurrencyChoice({ page: { status, currency, view, change } }: { page: PageState }) {
  if (currency === null || status.currencies.length < 2) return null;
  return (
    <div className="currency-choice">
      <Segmented
        label="Currency"
        options={status.currencies.map((value) => ({ value, face: value }))}
        value={currency}
        onChange={(value) =>
          change({ filters: withFilter(view.filters, { dimension: "currency", operator: "is", values: [value] }) })
        }
      />
      <span>Currencies are never added together.</span>
    </div>
  );
}
