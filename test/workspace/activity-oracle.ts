/**
 * The activity figures of metrics.md, counted the slow way from sets of users: no SQL, no code of the product, local days
 * from the platform's own calendar.
 */

/** One event; `at` in milliseconds since 1970. */
export interface Happened {
  readonly user: string;
  readonly name: string;
  readonly at: number;
  readonly platform: string;
}

/** How days, weeks and buckets are cut: an IANA timezone, and the weekday (0 Sunday) on which weeks begin. */
export interface Cut {
  readonly zone: string;
  readonly weekStart: number;
  readonly grain: "hour" | "day" | "week" | "month" | "quarter" | "year";
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface LocalTime {
  readonly date: string;
  readonly msOfHour: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const known = new Map<string, LocalTime>();

function local(at: number, zone: string): LocalTime {
  const key = `${at} ${zone}`;
  const found = known.get(key) ?? readLocal(at, zone);
  known.set(key, found);
  return found;
}

function readLocal(at: number, zone: string): LocalTime {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
  formats.set(zone, format);
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const seconds = Number(part["minute"]) * 60 + Number(part["second"]);
  return { date: `${part["year"]}-${part["month"]}-${part["day"]}`, msOfHour: seconds * 1_000 + (at % 1_000) };
}

/** The date `days` days after `date`. */
export function plusDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}

/** How the product prints the bucket in which `at` lies. */
export function bucketOf(at: number, cut: Cut): string {
  const { date, msOfHour } = local(at, cut.zone);
  if (cut.grain === "hour") return new Date(at - msOfHour).toISOString().replace(".000", "");
  return bucketOfDate(date, cut);
}

function bucketOfDate(date: string, { grain, weekStart }: Cut): string {
  const [year = "", month = ""] = date.split("-");
  switch (grain) {
    case "week":
      return plusDays(date, -((new Date(date).getUTCDay() - weekStart + 7) % 7));
    case "month":
      return `${year}-${month}-01`;
    case "quarter":
      return `${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`;
    case "year":
      return `${year}-01-01`;
    case "day":
    case "hour":
      return date;
  }
}

/** The bucket after `bucket`, found by walking on. */
export function nextBucket(bucket: string, cut: Cut): string {
  if (cut.grain === "hour") return bucketOf(Date.parse(bucket) + hourMs, cut);
  let date = bucket;
  while (bucketOfDate(date, cut) === bucket) date = plusDays(date, 1);
  return date;
}

/** Users by bucket. */
export function activeUsers(events: readonly Happened[], cut: Cut): ReadonlyMap<string, ReadonlySet<string>> {
  const active = new Map<string, Set<string>>();
  for (const { user, at } of events) {
    const bucket = bucketOf(at, cut);
    active.set(bucket, (active.get(bucket) ?? new Set()).add(user));
  }
  return active;
}

/** The lifecycle of one bucket. */
export function lifecycleOf(events: readonly Happened[], bucket: string, cut: Cut) {
  const active = activeUsers(events, cut);
  const now = [...(active.get(bucket) ?? [])];
  const before = new Set(
    [...active].filter(([other]) => nextBucket(other, cut) === bucket).flatMap(([, users]) => [...users]),
  );
  const earlier = new Set([...active].filter(([other]) => other < bucket).flatMap(([, users]) => [...users]));
  return {
    new: now.filter((user) => !earlier.has(user)).length,
    returning: now.filter((user) => before.has(user)).length,
    resurrected: now.filter((user) => earlier.has(user) && !before.has(user)).length,
    dormant: [...before].filter((user) => !now.includes(user)).length,
  };
}

/** Who of bucket `before` and of bucket `now` came, came back and went; `before` lies earlier. */
export function turnoverOf(events: readonly Happened[], { before, now }: Record<"before" | "now", string>, cut: Cut) {
  const users = (isIn: (bucket: string) => boolean) =>
    new Set(events.filter(({ at }) => isIn(bucketOf(at, cut))).map(({ user }) => user));
  const [was, is, earlier] = [users((it) => it === before), users((it) => it === now), users((it) => it < now)];
  const came = [...is].filter((user) => !was.has(user));
  const dormant = [...was].filter((user) => !is.has(user)).length;
  const resurrected = came.filter((user) => earlier.has(user)).length;
  return {
    before: was.size,
    now: is.size,
    change: is.size - was.size,
    turnover: { new: came.length - resurrected, resurrected, dormant },
  };
}

/** Users of `bucket` whose first active local day lies in it. */
export function newUsersOf(events: readonly Happened[], bucket: string, cut: Cut): number {
  const first = new Map<string, string>();
  for (const { user, at } of events) {
    const { date } = local(at, cut.zone);
    if (date < (first.get(user) ?? "9999")) first.set(user, date);
  }
  return [...first.values()].filter((date) => bucketOfDate(date, cut) === bucket).length;
}

/** Stickiness of one bucket while the days from `incompleteFrom` on are not complete. */
export function stickinessOf(
  events: readonly Happened[],
  bucket: string,
  { cut, incompleteFrom }: { readonly cut: Cut; readonly incompleteFrom: string },
): number | null {
  const within = events.filter(({ at }) => bucketOf(at, cut) === bucket);
  const users = new Set(within.map(({ user }) => user)).size;
  let [complete, userDays] = [0, 0];
  for (let date = bucket; date < nextBucket(bucket, cut) && date < incompleteFrom; date = plusDays(date, 1)) {
    complete++;
    userDays += new Set(within.filter(({ at }) => local(at, cut.zone).date === date).map(({ user }) => user)).size;
  }
  return complete * users === 0 ? null : userDays / (complete * users);
}

/** Users active in the window of `days` days that ends with the day `bucket`, or of 24 × `days` hours with the hour. */
export function trailingOf(
  events: readonly Happened[],
  bucket: string,
  { cut, days }: { readonly cut: Cut; readonly days: number },
): number {
  const within = events.filter(({ at }) => {
    const own = bucketOf(at, cut);
    if (cut.grain !== "hour") return own <= bucket && own > plusDays(bucket, -days);
    return own <= bucket && Date.parse(own) > Date.parse(bucket) - days * dayMs;
  });
  return new Set(within.map(({ user }) => user)).size;
}

/** How many users were active in exactly n of the buckets; entry n − 1. */
export function stickinessHistogram(events: readonly Happened[], buckets: readonly string[], cut: Cut): number[] {
  const active = activeUsers(events, cut);
  const counts = new Map<string, number>();
  for (const bucket of buckets)
    for (const user of active.get(bucket) ?? []) counts.set(user, (counts.get(user) ?? 0) + 1);
  return buckets.map((_, i) => [...counts.values()].filter((count) => count === i + 1).length);
}

/** What a retention asks. */
export interface Returning {
  readonly starts: (event: Happened) => boolean;
  readonly returns: (event: Happened) => boolean;
  readonly cohort: "first_time" | "every_active";
  readonly mode: "on" | "on_or_after";
  readonly periods: number;
  readonly minOccurrences: number;
}

/** The values of one cohort. */
export function retentionOf(
  events: readonly Happened[],
  cohort: string,
  { cut, asked }: { readonly cut: Cut; readonly asked: Returning },
): number[] {
  const { starts, returns, periods, minOccurrences } = asked;
  const users = [...new Set(events.map(({ user }) => user))];
  const startsOf = (user: string) =>
    events
      .filter((event) => event.user === user && starts(event))
      .map(({ at }) => bucketOf(at, cut))
      .toSorted();
  const members = users.filter((user) =>
    asked.cohort === "first_time" ? startsOf(user)[0] === cohort : startsOf(user).includes(cohort),
  );
  const hasReturn = (user: string, isMeant: (bucket: string) => boolean) => {
    const own = events.filter((event) => event.user === user && returns(event)).map(({ at }) => bucketOf(at, cut));
    return own.some((bucket) => isMeant(bucket) && own.filter((other) => other === bucket).length >= minOccurrences);
  };
  const values = [members.length];
  let bucket = cohort;
  for (let k = 1; k < periods; k++) {
    bucket = nextBucket(bucket, cut);
    const wanted = bucket;
    const isMeant = (other: string) => (asked.mode === "on" ? other === wanted : other >= wanted);
    values.push(members.filter((user) => hasReturn(user, isMeant)).length);
  }
  return values;
}

/** The local date of an instant. */
export function dateOf(at: number, zone: string): string {
  return local(at, zone).date;
}
