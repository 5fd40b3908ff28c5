import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readActivityQuestion } from "../../src/metrics/activity-question.ts";
import { bucketsIn } from "../../src/metrics/buckets.ts";
import { compileAll } from "../../src/metrics/compile.ts";
import type { Request } from "../../src/metrics/compiled.ts";
import { compileLifecycle } from "../../src/metrics/lifecycle/compile-lifecycle.ts";
import { shapeLifecycle } from "../../src/metrics/lifecycle/shape-lifecycle.ts";
import type { QuestionText } from "../../src/metrics/question.ts";
import { readQuestion } from "../../src/metrics/read-question.ts";
import { shapeRows } from "../../src/metrics/shape.ts";
import { isSegmentGap, type SegmentGap } from "../../src/rollup/segment-gap.ts";
import { duckdb } from "../../src/sql/dialects/duckdb.ts";
import { type Fragment, sharedSteps, sql, withBodies } from "../../src/sql/fragment.ts";
import { print } from "../../src/sql/print.ts";
import { keepSegmentGaps } from "../../src/warehouse/duckdb/segment-gaps.ts";
import { openSession, type Session } from "../../src/warehouse/duckdb/session.ts";
import { keptValues } from "../../src/workspace/answer.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { type Engine, measure } from "../../src/workspace/measure.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { makePlace, type Place } from "../workspace/place.ts";

const seed = Number(process.env["TIDEMARK_SEED"] ?? Date.now() % 2 ** 31);

/** Events over two years by people who change platform within a day and country within a month, some of neither. */
function randomEvents(): string {
  let state = seed;
  const upTo = (n: number) => (state = (Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x9e37_79b9) >>> 0) % n;
  const one = (values: readonly string[]) => values[upTo(values.length)] ?? "";
  const begin = Date.parse("2024-12-20");
  const rows = Array.from({ length: 500 }, (_, i) => {
    const at = new Date(begin + (upTo(4) === 0 ? upTo(500) : 380 + upTo(90)) * 86_400_000 + upTo(86_400) * 1_000);
    const kind = one(["editor_opened", "editor_opened", "project_created", "project_exported", "page_viewed"]);
    const where = `${one(["web", "web", "ios", "android", ""])},${one(["DE", "FR", "US", ""])}`;
    return `e${i},u${upTo(14)},${kind},${at.toISOString()},${where},${one(["new", "returning", ""])}`;
  });
  return ["event_id,user_id,event_name,occurred_at,platform,country,user_type", ...rows, ""].join("\n");
}

/** Some of them pay, by turns for one plan and another. */
const subscriptions = [
  "subscription_id,user_id,valid_from,valid_to,plan,billing_interval,unit_price_minor,currency,status",
  "s1,u1,2025-06-01T00:00:00Z,2026-02-01T00:00:00Z,pro,month,1000,EUR,active",
  "s1,u1,2026-02-01T00:00:00Z,,team,year,9000,EUR,active",
  "s2,u2,2026-01-15T00:00:00Z,2026-03-01T00:00:00Z,pro,year,9000,EUR,active",
  "s3,u3,2025-01-15T00:00:00Z,,team,month,1500,EUR,active",
  "",
].join("\n");

const segments: readonly Pick<QuestionText, "by" | "where" | "event" | "top">[] = [
  { where: ["platform=web", "platform=ios", "country!=DE", "user_type=returning"] },
  { where: ["platform=web", "country=DE"] },
  { where: ["platform=Unknown", "country!=Unknown"] },
  { where: ["country=Unknown", "country=DE", "platform!=web", "platform!=ios"] },
  { where: ["user_type_at_event=new"] },
  { where: ["platform=nowhere", "country=DE"] },
  { by: ["platform"], where: ["country=DE", "country=FR"] },
  { by: ["platform", "user_type"] },
  { by: ["country"], top: "1" },
  { by: ["country"], top: "2", where: ["platform!=ios"] },
  { by: ["user_type_at_event"], where: ["platform=web"] },
  { where: ["plan=pro", "plan=free", "platform=web"] },
  { by: ["billing_interval"], where: ["country!=FR"] },
  { event: ["project_created", "page_viewed"] },
  { event: ["project_created", "project_exported"], by: ["platform"] },
  { event: ["*"], where: ["platform=web", "platform=android"] },
  { event: ["never_done"], where: ["platform=web", "platform=android"] },
];

const metrics: Readonly<Record<string, readonly string[]>> = {
  day: ["active_users", "creators", "mau_30d", "wau_7d", "new_users", "export_rate"],
  week: ["active_users", "exporters", "mau_28d", "returning_users", "stickiness"],
  month: ["active_users", "editors", "new_users", "stickiness", "creation_rate"],
  quarter: ["active_users", "returning_users", "mau_30d"],
  total: ["active_users", "creators", "new_users", "stickiness", "export_rate"],
};

/** Metrics that count the events a question names. */
const ofAnyEvents = ["active_users", "mau_30d", "mau_28d", "wau_7d", "new_users", "returning_users", "stickiness"];

/** One grain of each segment, by turns, so that seeds bring every pair. */
const questions: readonly QuestionText[] = segments.map((segment, i) => {
  const [grain, all] = Object.entries(metrics)[(i + seed) % 5] ?? ["day", []];
  return {
    metrics: segment.event === undefined ? all : all.filter((metric) => ofAnyEvents.includes(metric)),
    grain,
    ...segment,
    ...(grain === "day" ? { from: "2026-01-10", to: "2026-04-01" } : {}),
    ...(grain === "total" ? { from: "2025-11-05", to: "2026-03-03" } : {}),
    ...(grain === "week" ? { weekStart: "wednesday" } : {}),
  };
});

let place: Place;

beforeAll(async () => {
  place = await makePlace({ timezone: "Europe/Berlin" });
  await place.events(randomEvents(), "2026-04-02T10:30:00Z");
  await place.subscriptions(subscriptions, "2026-04-02T10:30:00Z");
  await place.load();
});

afterAll(() => place.clear());

const definition = (query: Fragment): Fragment => withBodies(query, ({ body }) => body);

test(`a segment's histogram gives what its definition, user-days and events give (seed ${seed})`, async () => {
  let read = 0;
  await place.ws.readers.use(async (reader) => {
    const state = stateOf(place.ws, reader);
    const seen = (query: Fragment) => {
      read += sharedSteps(query).length;
      return reader.run(query);
    };
    const byPass: Engine = { state, run: seen };
    const byDefinition: Engine = { state, run: (query) => reader.run(definition(query)) };
    const byDays: Engine = { state: { ...state, keepsSegments: false }, run: (query) => reader.run(query) };
    for (const text of questions) {
      const question = readQuestion(text, state, readTimezone);
      const kept = await keptValues(question, byDays);
      const rowsOf = async (engine: Engine, fromEvents = false) => {
        const { figures, buckets } = await measure(question, engine, { kept, fromEvents });
        return shapeRows(figures, { question, buckets, state });
      };
      const expected = await rowsOf(byDays, true);
      for (const engine of [byPass, byDefinition, byDays]) {
        expect(await rowsOf(engine), JSON.stringify(text)).toEqual(expected);
      }
    }
  });
  expect(read).toBeGreaterThan(questions.length);
});

test(`a segment's lifecycle is that of its events (seed ${seed})`, async () => {
  let read = 0;
  await place.ws.readers.use(async (reader) => {
    const state = stateOf(place.ws, reader);
    for (const [i, segment] of segments.filter(({ top }) => top === undefined).entries()) {
      for (const grain of [["day", "week", "month", "quarter", "year"][(i + seed) % 5] ?? "day"]) {
        const question = readActivityQuestion({ ...segment, grain, from: "2026-01-10" }, state, readTimezone);
        const request: Request = { question, state, buckets: bucketsIn(question, question.grain), kept: null };
        const { query } = compileLifecycle(request);
        read += sharedSteps(query).length;
        const got = shapeLifecycle(await reader.run(query), request);
        const fromEvents = await reader.run(compileLifecycle({ ...request, fromEvents: true }).query);
        expect(got, JSON.stringify({ grain, ...segment })).toEqual(shapeLifecycle(fromEvents, request));
      }
    }
  });
  expect(read).toBeGreaterThan(10);
});

test("a short stretch of a long history is read by itself, and a page's charts share one histogram", async () => {
  await place.ws.readers.use(async (reader) => {
    const state = stateOf(place.ws, reader);
    const stepsOf = (text: Partial<QuestionText>) => {
      const question = readQuestion(
        { metrics: ["active_users"], grain: "day", where: ["platform=web", "country=DE"], ...text },
        state,
        readTimezone,
      );
      const request = { question, state, buckets: bucketsIn(question, question.grain), kept: null };
      return compileAll(question.metrics, request).flatMap(({ compiled }) => sharedSteps(compiled.query));
    };
    expect(stepsOf({ from: "2026-03-01", to: "2026-03-20" })).toEqual([]);
    expect(stepsOf({ from: "2026-03-01", to: "2026-03-20", metrics: ["mau_30d"] })).toHaveLength(1);
    const page = [["active_users"], ["creators"], ["mau_30d"], ["export_rate"], ["new_users"], ["stickiness"]];
    const texts = page
      .flatMap((asked) => stepsOf({ metrics: asked }))
      .map(({ body }) => JSON.stringify(print(body, duckdb)));
    expect(texts).toHaveLength(page.length);
    expect(new Set(texts).size).toBe(1);
  });
});

/** Histograms kept beside a database of their own reader, and which of their tables stand. */
async function withKeeper(
  limits: Parameters<typeof keepSegmentGaps>[1],
  job: (keeper: ReturnType<typeof keepSegmentGaps>, session: Session, reader: Stepped) => Promise<void>,
): Promise<void> {
  const number = await (await place.ws.warehouse()).newest();
  const session = await openSession({
    path: join(place.ws.dir, `warehouse/generation-${number}.duckdb`),
    readOnly: true,
    temporaryFolder: place.folder,
  });
  const keeper = keepSegmentGaps(session, limits);
  try {
    await place.ws.readers.use(async (reader) => {
      const state = stateOf(place.ws, reader);
      await job(keeper, session, (where) => {
        const question = readQuestion({ metrics: ["mau_30d"], where, event: ["*"] }, state, readTimezone);
        const request = { question, state, buckets: bucketsIn(question, question.grain), kept: null };
        const [part] = compileAll(question.metrics, request);
        const [step] = part === undefined ? [] : sharedSteps(part.compiled.query).filter(isSegmentGap);
        if (step === undefined) throw new Error("The question has no segment of its own");
        return step;
      });
    });
  } finally {
    await keeper.close();
    session.close();
  }
}

type Stepped = (where: readonly string[]) => SegmentGap;

const rowsOf = async (session: Session, body: Fragment) =>
  session.query(print(sql`select * from (${body}) t order by all`, duckdb));

const tables = async (session: Session) => {
  const rows = await session.query({
    sql: "select table_name as name from duckdb_tables() where database_name = 'segment' order by 1",
    parameters: [],
  });
  return rows.map(({ name }) => name);
};

test("a histogram is made once however many ask at once, and the one asked for longest ago makes room", async () => {
  await withKeeper({ segments: 2, rows: 1_000_000 }, async (keeper, session, stepOf) => {
    const [web, ios, unknown] = [["platform=web"], ["platform=ios"], ["platform=Unknown"]].map((where) =>
      stepOf(where),
    );
    if (!web || !ios || !unknown) throw new Error("Three segments are asked for");
    const use = (step: SegmentGap) => keeper.use([step], async (bodyOf) => rowsOf(session, bodyOf(step)));
    const [once, again] = await Promise.all([use(web), use(stepOf(["platform=web"]))]);
    expect(again).toEqual(once);
    expect(once.length).toBeGreaterThan(50);
    expect(await tables(session)).toEqual(["gap_1"]);
    await use(ios);
    await use(web);
    await use(unknown);
    expect(await tables(session)).toEqual(["gap_1", "gap_3"]);
    expect(await use(ios)).toEqual(await rowsOf(session, ios.body));
  });
});

test("what is too large to keep is dropped when its question is answered, and not before", async () => {
  await withKeeper({ segments: 9, rows: 1 }, async (keeper, session, stepOf) => {
    const step = stepOf(["platform=web"]);
    await keeper.use([step], async () => {
      await keeper.use([stepOf(["platform=web"])], async () => {});
      expect(await tables(session)).toEqual(["gap_1"]);
    });
    expect(await tables(session)).toEqual([]);
  });
});

test("more activities than a pass tells apart take several passes", async () => {
  await withKeeper({ segments: 9, rows: 1_000_000, activitiesAtOnce: 2 }, async (keeper, session, stepOf) => {
    const step = stepOf(["platform!=android"]);
    expect(step.segment.activities).toHaveLength(5);
    await keeper.use([step], async (bodyOf) => {
      expect(await rowsOf(session, bodyOf(step))).toEqual(await rowsOf(session, step.body));
    });
  });
});

test("a histogram that could not be made is tried anew", async () => {
  await withKeeper({ segments: 9, rows: 1_000_000 }, async (keeper, session, stepOf) => {
    const step = stepOf(["platform=web"]);
    const broken: SegmentGap = { ...step, segment: { ...step.segment, conditions: [sql`a."no_such_column" = 1`] } };
    await expect(keeper.use([broken], async () => {})).rejects.toThrow("no_such_column");
    await keeper.use([step], async (bodyOf) => {
      expect(await rowsOf(session, bodyOf(step))).toEqual(await rowsOf(session, step.body));
    });
  });
});
