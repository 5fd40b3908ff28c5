import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DataState } from "../../src/metrics/data-state.ts";
import type { FunnelRow } from "../../src/metrics/funnel/funnel-answer.ts";
import { countSteps } from "../../src/metrics/funnel/compile-funnel.ts";
import { funnelMaturing, funnelOrders, type FunnelText, funnelTies } from "../../src/metrics/funnel/funnel-question.ts";
import { readFunnel } from "../../src/metrics/funnel/read-funnel.ts";
import { shapeFunnel } from "../../src/metrics/funnel/shape-funnel.ts";
import { funnelDefinition } from "../../src/metrics/receipt/funnel-definition.ts";
import { dayOf, formatInstant, microsPerUtcDay } from "../../src/schema/date.ts";
import { event } from "../../src/schema/tables/event.ts";
import { duckdb } from "../../src/sql/dialects/duckdb.ts";
import { postgres } from "../../src/sql/dialects/postgres.ts";
import { redshift } from "../../src/sql/dialects/redshift.ts";
import { print } from "../../src/sql/print.ts";
import { createTable } from "../../src/warehouse/ddl.ts";
import { openSession, type Session } from "../../src/warehouse/duckdb/session.ts";
import { countFunnel, type OracleEvent, type OracleFunnel } from "../metrics/funnel/funnel-oracle.ts";
import { funnelQuery, state } from "../metrics/funnel/funnel-text.ts";
import { type Postgres, startPostgres } from "../services/postgres.ts";
import { runOn } from "./postgres-copy.ts";

const start = dayOf(2026, 2, 1) * microsPerUtcDay;
const second = 1_000_000;

let folder: string;
let session: Session;
let server: Postgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-funnel-"));
  session = await openSession({ path: ":memory:", readOnly: false, temporaryFolder: folder });
  server = await startPostgres();
  await session.execute(createTable(event, duckdb));
  await server.client.query(createTable(event, postgres));
});

afterAll(async () => {
  session.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Put `events` in the place of those before. */
async function fill(events: readonly OracleEvent[], inPostgres: boolean): Promise<void> {
  const rows = events.map(({ user, event: kind, at, seq, id }) => {
    const instant = formatInstant(at).replace("T", " ").replace("Z", "");
    return `('${id}', '${user}', '${kind}', '${instant}', '${instant}', ${seq}, 'web', null, null, null, null)`;
  });
  const texts = ["delete from event", ...(rows.length === 0 ? [] : [`insert into event values ${rows.join(", ")}`])];
  for (const text of texts) {
    await session.execute(text);
    if (inPostgres) await server.client.query(text);
  }
}

/** Times are multiples of a few seconds, so that instants are often equal and windows end exactly on an event. */
const anEvent = fc.record({
  user: fc.constantFrom("u1", "u2"),
  event: fc.constantFrom("A", "B", "C", "X"),
  after: fc.integer({ min: 0, max: 12 }),
  micro: fc.constantFrom(0, 0, 0, 1),
  seq: fc.integer({ min: 0, max: 2 }),
});
const someEvents = fc.array(anEvent, { maxLength: 24, size: "max" });
/** In most cases somebody takes the asked steps one after the other: chance alone seldom goes as far as four. */
const aWalk = fc.option(fc.array(fc.constantFrom(0, 1, 1, 1, 2), { minLength: 4, maxLength: 4 }), { freq: 3 });
const aFunnel = fc.record({
  steps: fc.array(fc.constantFrom("A", "B", "C"), { minLength: 1, maxLength: 4, size: "max" }),
  seconds: fc.integer({ min: 1, max: 10 }),
  order: fc.constantFrom(...funnelOrders),
  ties: fc.constantFrom(...funnelTies),
  maturing: fc.constantFrom(...funnelMaturing),
  fromAfter: fc.integer({ min: 0, max: 4 }),
  toAfter: fc.integer({ min: 5, max: 15 }),
  throughAfter: fc.integer({ min: 4, max: 24 }),
});

/** Events, a funnel as typed with what is known when it is asked, and the same funnel in plain numbers. */
interface Case {
  readonly events: readonly OracleEvent[];
  readonly text: FunnelText;
  readonly known: DataState;
  readonly plain: OracleFunnel;
}

const aCase = fc.record({ some: someEvents, walk: aWalk, asked: aFunnel }).map(({ some, walk, asked }): Case => {
  let after = asked.fromAfter;
  const walked = (walk ?? []).slice(0, asked.steps.length).map((gap, i) => {
    after += gap;
    return { user: "u1", event: asked.steps[i] ?? "", after, micro: 0, seq: i };
  });
  const events = [...some, ...walked].map(({ micro, after: seconds, ...rest }, i): OracleEvent => {
    return { ...rest, at: start + seconds * second + micro, id: `e${(i * 7) % 29}`.padEnd(3, "x") };
  });
  const { steps, seconds, order, maturing } = asked;
  const ties = order === "any" ? "order" : asked.ties;
  const through = start + asked.throughAfter * second;
  const [from, to] = [start + asked.fromAfter * second, start + asked.toAfter * second];
  const watermark = maturing === "include" ? null : through;
  return {
    events,
    text: { steps, order, ties, maturing, window: `${seconds}s`, from: formatInstant(from), to: formatInstant(to) },
    known: { ...state, dataThrough: { events: through, subscriptions: null } },
    plain: { steps, order, ties, window: seconds * second, watermark, from, to },
  };
});

/** Rows with their times to a tenth of a microsecond: the average of two is exact in it, up to the last bit of a double. */
function rounded(rows: readonly FunnelRow[]): readonly object[] {
  const tenths = (time: number | null) => (time === null ? null : Math.round(time * 1e7));
  return rows.map((row) => ({
    ...row,
    medianSeconds: tenths(row.medianSeconds),
    averageSeconds: tenths(row.averageSeconds),
  }));
}

async function compareOnce({ events, text, known, plain }: Case, inPostgres: boolean): Promise<void> {
  const expected = rounded(countFunnel(events, plain));
  await fill(events, inPostgres);
  const question = readFunnel(text, known, () => null);
  const query = funnelQuery(text, known);
  const here = await session.query(print(query, duckdb));
  expect(rounded(shapeFunnel(here, question))).toEqual(expected);
  // What a receipt recounts by, which looks for each next step among all events.
  const defined = countSteps(funnelDefinition(question, known));
  expect(await session.query(print(defined, duckdb))).toEqual(here);
  if (inPostgres) {
    for (const dialect of [postgres, redshift]) {
      for (const either of [query, defined]) {
        expect(await runOn(server.client, print(either, dialect))).toEqual(here);
      }
    }
  }
}

/** Compare random funnels; returns how many. */
async function compareMany(numRuns: number, inPostgres: boolean): Promise<number> {
  const seed = Number(process.env["TIDEMARK_SEED"] ?? Date.now() % 2 ** 31);
  console.log(`funnels: seed ${seed}, ${numRuns} cases`);
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(aCase, async (drawn) => {
      await compareOnce(drawn, inPostgres);
      compared++;
    }),
    { seed, numRuns },
  );
  return compared;
}

/** How many random funnels are counted: 2,000 where somebody wants to know. */
const cases = Number(process.env["TIDEMARK_ORACLE_CASES"] ?? 250);

test("funnels as they are drawn go as far as their fourth step, by every rule", () => {
  // By a fixed seed: what is drawn here says how far the comparisons go, whatever their own seed.
  const deep = fc.sample(aCase, { numRuns: 1_000, seed: 1 }).filter(({ events, plain }) => {
    return (countFunnel(events, plain)[3]?.users ?? 0) > 0;
  });
  const rules = new Set(deep.map(({ plain: { order, ties } }) => `${order}, ${ties}`));
  expect([...rules].toSorted()).toEqual([
    "any, order",
    "ordered, either",
    "ordered, order",
    "ordered, strict",
    "strict, either",
    "strict, order",
    "strict, strict",
  ]);
});

test("funnels of any order, ties and window count what somebody would who follows each user by hand", async () => {
  expect(await compareMany(cases, false)).toBe(cases);
}, 180_000);

test("the same funnels have the same rows on PostgreSQL, in its own words and in Redshift's", async () => {
  expect(await compareMany(75, true)).toBe(75);
}, 180_000);
