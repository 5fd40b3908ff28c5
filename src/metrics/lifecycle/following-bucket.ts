import { type Fragment, means, name, type Node, sql, value } from "../../sql/fragment.ts";
import type { Request } from "../compiled.ts";
import { overHistory } from "../history-source.ts";
import { startOfLocalHour } from "../local-date.ts";

/** Days from a bucket's first day on which the bucket that follows it has surely begun and is not over. */
const daysAhead = { month: 31, quarter: 92, year: 366 } as const;

/** The key of the bucket after `period`, and what must be joined to tell it. */
export function followingBucket(request: Request): { readonly column: Node; readonly relation: Fragment } {
  const { grain } = request.question;
  const ahead = (days: number) => means("add_days", name("period"), value(days, "integer"));
  switch (grain) {
    case "hour": {
      const hourLater = means("add_seconds", name("period"), value(3_600, "integer"));
      return { column: startOfLocalHour(hourLater, overHistory(request)), relation: sql`` };
    }
    case "day":
      return { column: ahead(1), relation: sql`` };
    case "week":
      return { column: ahead(7), relation: sql`` };
    case "month":
    case "quarter":
    case "year":
      return {
        column: sql`c.${name(`${grain}_start`)}`,
        relation: sql`\njoin "calendar" c on c."date" = ${ahead(daysAhead[grain])}`,
      };
    case "total":
      throw new Error("A lifecycle has no grain total");
  }
}

/** The key of the bucket before the one that begins on `period`, and what must be joined to tell it. */
export function bucketBefore(
  period: Node,
  { question: { grain } }: Request,
): { readonly column: Node; readonly relation: Fragment } {
  const before = (days: number) => means("add_days", period, value(-days, "integer"));
  switch (grain) {
    case "day":
      return { column: before(1), relation: sql`` };
    case "week":
      return { column: before(7), relation: sql`` };
    case "month":
    case "quarter":
    case "year":
      return {
        column: sql`b.${name(`${grain}_start`)}`,
        relation: sql`\njoin "calendar" b on b."date" = ${before(1)}`,
      };
    case "hour":
    case "total":
      throw new Error(`No rollup has buckets of a grain ${grain} that follow one another`);
  }
}
