import { addPeriods, periodsIn } from "../../src/schema/period.ts";
import { localDayOf } from "../../src/schema/timezone.ts";
import type { Company } from "../../src/simulate/company.ts";
import { grouped } from "./grouped.ts";
import type { EventRow } from "./collect.ts";
import { type Answers, keyOf } from "./answers.ts";

const kinds = {
  editor_opens: "editor_opened",
  projects_created: "project_created",
  projects_exported: "project_exported",
};
const doers = { creators: "project_created", exporters: "project_exported" };
const trailing = { wau_7d: 7, mau_28d: 28, mau_30d: 30 };
const fixed = { day: "dau", week: "wau", month: "mau", quarter: null };

/** Every activity metric of the answer key, counted the slow way: a set of users for every bucket, window and slice. */
export function recountActivity(company: Company, events: readonly EventRow[]): Answers {
  const answers = new Map<string, number>();
  const dated = events.map((row) => ({ ...row, day: localDayOf(company.timezone, row.occurred_at) }));
  for (const slice of slicesOf(events)) {
    const rows = dated.filter((row) => slice.dimension === null || row[slice.dimension] === slice.value);
    const byDay = grouped(rows, ({ day }) => day);
    const during = (from: number, to: number): typeof rows =>
      Array.from({ length: to - from }, (_, i) => byDay.get(from + i) ?? []).flat();
    const people = new Map([...byDay].map(([day, of]) => [day, new Set(of.map(({ user_id }) => user_id))]));
    const windows = (from: number, to: number): number => {
      const seen = new Set<string>();
      for (let day = from; day < to; day++) for (const user of people.get(day) ?? []) seen.add(user);
      return seen.size;
    };
    for (const grain of ["day", "week", "month", "quarter"] as const) {
      for (const period of periodsIn(company, grain, company.weekStart)) {
        const end = Math.min(addPeriods(period, grain, 1), company.to);
        const within = during(period, end);
        const put = (metric: string, value: number): void => {
          answers.set(keyOf({ metric, grain, period, ...slice, currency: null }), value);
        };
        for (const [metric, name] of Object.entries(kinds))
          put(metric, within.filter((row) => row.event_name === name).length);
        put("events", within.length);
        put("active_users", distinct(within));
        for (const [metric, name] of Object.entries(doers)) {
          put(metric, distinct(within.filter((row) => row.event_name === name)));
        }
        const name = fixed[grain];
        if (name !== null) put(name, distinct(within));
        for (const [metric, days] of Object.entries(trailing)) put(metric, windows(end - days, end));
      }
    }
  }
  return answers;
}

function slicesOf(events: readonly EventRow[]) {
  const dimensions = ["platform", "country", "user_type"] as const;
  return [
    { dimension: null, value: null },
    ...dimensions.flatMap((dimension) =>
      [...new Set(events.map((row) => row[dimension]))].map((value) => ({ dimension, value })),
    ),
  ];
}

function distinct(rows: readonly EventRow[]): number {
  return new Set(rows.map(({ user_id }) => user_id)).size;
}
