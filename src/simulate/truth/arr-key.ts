import type { Day } from "../../schema/date.ts";
import { annual, type Standing } from "../billing/standing.ts";
import type { Company } from "../company.ts";
import { firstDayOfBuckets } from "./buckets.ts";
import type { Segment } from "./segments.ts";

/** The ARR figures of the answer key, list price and net of discounts. */
export const arrMetrics = [
  { list: "gross_arr", net: "net_arr" },
  { list: "gross_new_arr", net: "gross_new_arr_net" },
  { list: "cancel_arr", net: "cancel_arr_net" },
  { list: "cancel_arr_monthly", net: "cancel_arr_monthly_net" },
  { list: "cancel_arr_yearly", net: "cancel_arr_yearly_net" },
] as const;
const [stock, gain, cancelled, cancelledMonthly, cancelledYearly] = [0, 1, 2, 3, 4] as const;

/** Which figures: the place of a metric, a price basis, a segment and a market (their places too). */
export interface ArrFigure {
  readonly metric: number;
  readonly basis: "list" | "net";
  readonly segment: number;
  readonly market: number;
}

/** The answer key of ARR, told of each movement as it happens. */
export interface ArrKey {
  /** On `day` a customer's standing changes; null = not paying. `before` and `after` belong to one customer. */
  move(day: Day, before: Standing | null, after: Standing | null): void;
  /** On `day` a customer pays again, after a pause, what they paid before it: what stands grows, and nothing is gained. */
  resume(day: Day, standing: Standing): void;
  /** A subscription ends on `day` for good, not replaced by another; `standing` is what it carried until then. */
  cancel(day: Day, standing: Standing): void;
  readonly segments: readonly Segment[];
  /** First day of the figures. */
  readonly from: Day;
  /** Figures, one a day: the standing at its close, or what flowed during it. Amounts of two markets are never added. */
  perDay(figure: ArrFigure): Float64Array;
}

/** An empty key of `company`'s ARR, from the first day of the first bucket on. */
export function arrKey(company: Company): ArrKey {
  const { scenario } = company;
  const planNames = ["pro", "team"];
  const { length: markets } = scenario.billing.markets;
  const intervals = ["month", "year"];
  const segments: Segment[] = [
    { dimension: null, value: null },
    ...planNames.map((value) => ({ dimension: "plan", value })),
    ...intervals.map((value) => ({ dimension: "billing_interval", value })),
    ...scenario.countries.map(({ code }) => ({ dimension: "country", value: code })),
  ];
  const from = firstDayOfBuckets(company);
  const days = company.to - from;
  const figures = arrMetrics.map(() => ({
    list: new Float64Array(markets * segments.length * days),
    net: new Float64Array(markets * segments.length * days),
  }));

  function add(metric: number, { day, of, amount }: Booking): void {
    if (day >= company.to) throw new Error("a movement lies after the end of the simulation");
    const columns = [
      0,
      1 + planNames.indexOf(of.terms.plan),
      1 + planNames.length + intervals.indexOf(of.terms.interval),
      1 + planNames.length + intervals.length + of.country,
    ];
    // A stock counts from its first day on, whenever that was; a flow before the first bucket is nobody's question.
    const slot = metric === stock ? Math.max(0, day - from) : day - from;
    if (slot < 0) return;
    for (const column of columns) {
      const cell = (of.market * segments.length + column) * days + slot;
      for (const basis of ["list", "net"] as const) {
        const values = figures[metric]?.[basis];
        if (values !== undefined) values[cell] = (values[cell] ?? 0) + amount[basis];
      }
    }
  }

  return {
    segments,
    from,
    move(day, before, after) {
      if (before !== null) add(stock, { day, of: before, amount: negative(annual(before)) });
      if (after === null) return;
      add(stock, { day, of: after, amount: annual(after) });
      add(gain, { day, of: after, amount: gained(before, after) });
    },
    resume(day, standing) {
      add(stock, { day, of: standing, amount: annual(standing) });
    },
    cancel(day, standing) {
      const lost = annual(standing);
      add(cancelled, { day, of: standing, amount: lost });
      add(standing.terms.interval === "month" ? cancelledMonthly : cancelledYearly, {
        day,
        of: standing,
        amount: lost,
      });
    },
    perDay({ metric, basis, segment, market }) {
      const column = market * segments.length + segment;
      const values = (figures[metric]?.[basis] ?? new Float64Array(0)).slice(column * days, (column + 1) * days);
      if (metric === stock) for (let d = 1; d < days; d++) values[d] = (values[d] ?? 0) + (values[d - 1] ?? 0);
      return values;
    },
  };
}

/** An amount of one day, booked to the segments of a standing. */
interface Booking {
  readonly day: Day;
  readonly of: Standing;
  readonly amount: { readonly list: number; readonly net: number };
}

/** New and expansion: what a change gains. A discount that changes while the list price stays is neither. */
function gained(before: Standing | null, after: Standing): { list: number; net: number } {
  const [then, now] = [before === null ? { list: 0, net: 0 } : annual(before), annual(after)];
  if (before !== null && now.list === then.list) return { list: 0, net: 0 };
  return { list: Math.max(0, now.list - then.list), net: Math.max(0, now.net - then.net) };
}

function negative({ list, net }: { readonly list: number; readonly net: number }): { list: number; net: number } {
  return { list: -list, net: -net };
}
