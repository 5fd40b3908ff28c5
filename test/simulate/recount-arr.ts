import { addPeriods, periodsIn } from "../../src/schema/period.ts";
import { localDayOf, startOfDay } from "../../src/schema/timezone.ts";
import type { Company } from "../../src/simulate/company.ts";
import { type Answers, keyOf } from "./answers.ts";
import { grouped } from "./grouped.ts";
import type { SubscriptionRow } from "./collect.ts";

const graceMicros = 14 * 86_400_000_000;

/** Somebody's gain or loss at an instant, in list and net, with the row whose plan, interval and country it is booked to. */
interface Movement {
  readonly metric: "gross_new_arr" | "cancel_arr";
  readonly at: number;
  readonly row: SubscriptionRow;
  readonly list: number;
  readonly net: number;
}

/** Every ARR metric of the answer key, worked out anew from the version rows alone, instant by instant and customer by customer. */
export function recountArr(company: Company, rows: readonly SubscriptionRow[]): Answers {
  const answers = new Map<string, number>();
  const customers = [...grouped(rows, ({ user_id }) => user_id).values()];
  const movements = customers.flatMap((versions) => [...gains(company, versions), ...cancels(company, versions)]);
  for (const { currency, ...slice } of slicesOf(company, rows)) {
    const inSlice = (row: SubscriptionRow): boolean =>
      row.currency === currency && (slice.dimension === null || row[slice.dimension] === slice.value);
    const stocks = rows.filter(inSlice);
    const flows = movements.filter(({ row }) => inSlice(row));
    for (const grain of ["day", "week", "month", "quarter"] as const) {
      for (const period of periodsIn(company, grain, company.weekStart)) {
        const put = (metric: string, value: number): void => {
          answers.set(keyOf({ metric, grain, period, ...slice, currency }), value);
        };
        const start = startOfDay(company.timezone, period);
        const end = startOfDay(company.timezone, Math.min(addPeriods(period, grain, 1), company.to));
        const standing = stocks.filter((row) => paysBefore(row, end)).map(arrOf);
        put("gross_arr", sum(standing.map(({ list }) => list)));
        put("net_arr", sum(standing.map(({ net }) => net)));
        const within = flows.filter(({ at }) => at >= start && at < end);
        for (const basis of ["list", "net"] as const) {
          const suffix = basis === "list" ? "" : "_net";
          const of = (wanted: (movement: Movement) => boolean): number =>
            sum(within.filter(wanted).map((movement) => movement[basis]));
          put(
            `gross_new_arr${suffix}`,
            of(({ metric }) => metric === "gross_new_arr"),
          );
          put(
            `cancel_arr${suffix}`,
            of(({ metric }) => metric === "cancel_arr"),
          );
          for (const [name, interval] of [
            ["monthly", "month"],
            ["yearly", "year"],
          ] as const) {
            put(
              `cancel_arr_${name}${suffix}`,
              of(({ metric, row }) => metric === "cancel_arr" && row.billing_interval === interval),
            );
          }
        }
      }
    }
  }
  return answers;
}

/** Whether the version pays in the instant before `at`. */
function paysBefore(row: SubscriptionRow, at: number): boolean {
  if (row.valid_from >= at || (row.valid_to !== null && row.valid_to < at)) return false;
  if (arrOf(row).net === 0) return false;
  return row.status === "active" || (row.status === "past_due" && at <= row.valid_from + graceMicros);
}

function arrOf(row: SubscriptionRow): { list: number; net: number } {
  const list = BigInt(row.unit_price_minor) * BigInt(row.quantity);
  const rest = list - BigInt(row.discount_minor);
  const discount = BigInt(row.discount_minor) + (rest * BigInt(row.discount_basis_points) * 2n + 10_000n) / 20_000n;
  const net = list - discount < 0n ? 0n : list - discount;
  const perYear = row.billing_interval === "month" ? 12n : 1n;
  return { list: Number(list * perYear), net: Number(net * perYear) };
}

function gains(company: Company, versions: readonly SubscriptionRow[]): Movement[] {
  const instants = versions.flatMap((row) => [
    row.valid_from,
    ...(row.valid_to === null ? [] : [row.valid_to]),
    ...(row.status === "past_due" ? [row.valid_from + graceMicros] : []),
  ]);
  const found: Movement[] = [];
  let left: { at: number; list: number; net: number } | null = null;
  for (const at of [...new Set(instants)].toSorted((a, b) => a - b)) {
    const before = versions.filter((row) => paysBefore(row, at)).map(arrOf)[0];
    const row = versions.find((version) => paysBefore(version, at + 1));
    if (row === undefined) {
      if (before !== undefined) left = { at, ...before };
      continue;
    }
    const now = arrOf(row);
    const isBackToday = left !== null && localDayOf(company.timezone, left.at) === localDayOf(company.timezone, at);
    const base = before ?? (isBackToday && left !== null ? left : { list: 0, net: 0 });
    const resumes = versions.some((version) => version.status === "paused" && version.valid_to === at);
    if (resumes) continue;
    const isDiscountOnly = base.list === now.list;
    const [list, net] = [Math.max(0, now.list - base.list), isDiscountOnly ? 0 : Math.max(0, now.net - base.net)];
    if (list > 0 || net > 0) found.push({ metric: "gross_new_arr", at, row, list, net });
  }
  return found;
}

function cancels(company: Company, versions: readonly SubscriptionRow[]): Movement[] {
  const day = (at: number): number => localDayOf(company.timezone, at);
  const subscriptions = [...grouped(versions, ({ subscription_id }) => subscription_id).values()].map((rows) =>
    rows.filter(({ status }) => status !== "ended").toSorted((a, b) => a.valid_from - b.valid_from),
  );
  return subscriptions.flatMap((rows) => {
    const row = rows.at(-1);
    const at = row?.valid_to ?? null;
    if (row === undefined || at === null) return [];
    const isReplaced = subscriptions.some((others) => others !== rows && day(others[0]?.valid_from ?? 0) === day(at));
    if (isReplaced || !paysBefore(row, at)) return [];
    return [{ metric: "cancel_arr" as const, at, row, ...arrOf(row) }];
  });
}

function slicesOf({ scenario }: Company, rows: readonly SubscriptionRow[]) {
  const dimensions = ["plan", "billing_interval", "country"] as const;
  return scenario.billing.markets.flatMap(({ currency }) => [
    { currency, dimension: null, value: null },
    ...dimensions.flatMap((dimension) =>
      [...new Set(rows.map((row) => row[dimension]))].map((value) => ({ currency, dimension, value })),
    ),
  ]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
