import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer } from "../../src/metrics/answer.ts";
import { choosableEvents } from "../../src/metrics/metric.ts";
import { findMetric } from "../../src/metrics/catalogue.ts";
import type { QuestionText } from "../../src/metrics/question.ts";
import { readQuestion } from "../../src/metrics/read-question.ts";
import { parseDay } from "../../src/schema/date.ts";
import { postgres } from "../../src/sql/dialects/postgres.ts";
import { print } from "../../src/sql/print.ts";
import type { Reader } from "../../src/warehouse/warehouse.ts";
import { answer } from "../../src/workspace/answer.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { receipt } from "../../src/workspace/receipt.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { type Postgres, startPostgres } from "../services/postgres.ts";
import { askedTables, copyTables, runOn } from "../warehouse/postgres-copy.ts";
import { plusDays } from "../workspace/activity-oracle.ts";
import { makePlace, type Place } from "../workspace/place.ts";
import { compareAnswers, proveAnswers, weekdays } from "./compare-answers.ts";
import { type Asked, figureOf, groupsCounted, type Known, type Scene } from "./query-oracle.ts";
import {
  clockChangeOf,
  randomCompany,
  randomQuestion,
  type RandomCompany,
  type RandomQuestion,
  sentRows,
} from "./random-activity.ts";

/** How many random questions of each kind are asked: a few by default, 2,000 where somebody wants to know. */
const cases = Number(process.env["TIDEMARK_ORACLE_CASES"] ?? 40);
const questionsEach = 20;
const seed = Number(process.env["TIDEMARK_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

let server: Postgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** A company's data in DuckDB and in PostgreSQL. */
interface Filled {
  readonly place: Place;
  readonly known: Known;
}

async function fill(company: RandomCompany): Promise<Filled> {
  const place = await makePlace({ timezone: company.zone, weekStart: weekdays[company.weekStart] });
  const { csv, told } = sentRows(company);
  const last = Math.max(...told.map(({ at }) => at));
  const completeBefore = last + 1_800_000 + company.lateHours * 3_600_000;
  await place.events(csv, new Date(completeBefore).toISOString());
  await place.load();
  await server.client.query("drop schema public cascade");
  await server.client.query("create schema public");
  await place.ws.readers.use((reader) => copyTables(reader, server.client, askedTables));
  return { place, known: { events: told, completeBefore } };
}

/** The question in the oracle's words; ranges of hours are short. */
function askedOf(question: RandomQuestion, company: RandomCompany): Asked {
  const from = plusDays(company.windows[question.window % company.windows.length] ?? "", question.skip);
  const spans = { hour: 2, day: 14, week: 30, month: 100, quarter: 200, year: 300, total: 5 * question.length };
  const choosable = choosableEvents(findMetric(question.metric).measure) !== null;
  return {
    metric: question.metric,
    grain: question.grain,
    zone: question.zone ?? company.zone,
    weekStart: question.weekStart ?? company.weekStart,
    from,
    to: plusDays(from, Math.min(spans[question.grain], 1 + 3 * question.length * question.length)),
    by: question.by,
    where: question.where,
    event: question.event === null || !choosable ? [] : [question.event],
  };
}

function textOf(asked: Asked): QuestionText {
  return {
    metrics: [asked.metric],
    grain: asked.grain,
    timezone: asked.zone,
    weekStart: weekdays[asked.weekStart],
    from: asked.from,
    to: asked.to,
    by: asked.by === null ? [] : [asked.by],
    where: asked.where,
    event: asked.event,
  };
}

/** The answer of both engines, which must be one. */
async function answerOfBoth(place: Place, reader: Reader, asked: Asked): Promise<Answer> {
  const state = stateOf(place.ws, reader);
  const question = readQuestion(textOf(asked), state, readTimezone);
  const here = await answer(question, { state, run: (query) => reader.run(query) });
  const there = await answer(question, { state, run: (query) => runOn(server.client, print(query, postgres)) });
  expect(there, "PostgreSQL").toEqual(here);
  return here;
}

/** Compare every figure of an answer with the oracle's; how many there were. */
function compare(found: Answer, asked: Asked, known: Known): number {
  const { metric } = asked;
  const scene: Scene = { ...asked, ...known };
  const groupIn = (row: Answer["rows"][number]) => (asked.by === null ? "" : String(row[asked.by]));
  const told = found.rows.map((row) => ({ period: String(row["period"]), group: groupIn(row), value: row[metric] }));
  const isFuture = new Map(found.rows.map((row) => [String(row["period"]), row["state"] === "future"]));
  expect(told).toEqual(
    told.map(({ period, group }) => ({
      period,
      group,
      value: isFuture.get(period) === true ? null : figureOf(scene, { period, group }),
    })),
  );
  const groups = new Set(told.map(({ group }) => group));
  const begun = [...isFuture].filter(([, future]) => !future).map(([period]) => period);
  for (const group of groupsCounted(scene, begun)) expect([...groups]).toContain(group);
  const whole: Scene = { ...scene, grain: "total", by: null };
  const isOne = ["dau", "wau", "mau", "qau", "yau"].includes(metric);
  if (!isOne && Date.parse(asked.from) < known.completeBefore - 86_400_000) {
    expect(found.totals[metric]).toEqual(figureOf(whole, { period: asked.from, group: "" }));
  }
  return told.length;
}

/** The same date of the year before; of 29 February the day before. */
function yearBefore(date: string): string {
  return `${Number(date.slice(0, 4)) - 1}${date.slice(4).replace("-02-29", "-02-28")}`;
}

/** The same question beside the year before: which dates that is, and what is counted there. */
async function compareYears({ place, known }: Filled, asked: Asked): Promise<void> {
  const { comparison } = await place.ask({ ...textOf(asked), compare: "previous_year" });
  const isWeeks = asked.grain === "week";
  const from = isWeeks ? plusDays(asked.from, -364) : yearBefore(asked.from);
  const to = isWeeks ? plusDays(asked.to, -364) : plusDays(yearBefore(plusDays(asked.to, -1)), 1);
  expect(comparison).toMatchObject({ from, to });
  const isOne = ["dau", "wau", "mau", "qau", "yau"].includes(asked.metric);
  if (isOne || Date.parse(asked.to) + 86_400_000 > known.completeBefore) return;
  const whole: Scene = { ...asked, ...known, from, to, grain: "total", by: null };
  expect(comparison?.totals[asked.metric]).toEqual(figureOf(whole, { period: from, group: "" }));
}

/** The receipt of one cell of the answer, which must be equal by a recount from the events. */
async function prove({ place }: Filled, asked: Asked, { rows }: Answer): Promise<void> {
  const row = rows[rows.length >> 1];
  if (row === undefined) return;
  const group = asked.by === null ? [] : [String(row[asked.by])];
  const found = await receipt(place.ws, { ...textOf(asked), cell: String(row["period"]), group });
  expect(found.recount).toEqual({ value: row[asked.metric], equal: true });
}

/** Ask a company everything; how many figures were compared. */
async function checkCompany(company: RandomCompany, questions: readonly RandomQuestion[]): Promise<number> {
  const filled = await fill(company);
  let compared = 0;
  try {
    for (const [i, question] of questions.entries()) {
      const asked = askedOf(question, company);
      if (parseDay(asked.to) === null) throw new Error(`${asked.to} is no day`);
      try {
        const found = await filled.place.ws.readers.use((reader) => answerOfBoth(filled.place, reader, asked));
        compared += compare(found, asked, filled.known);
        const trailing = askedOf({ ...question, ...question.trailing }, company);
        const moving = await filled.place.ws.readers.use((reader) => answerOfBoth(filled.place, reader, trailing));
        compared += compare(moving, trailing, filled.known);
        compared += await filled.place.ws.readers.use((reader) =>
          compareAnswers({ reader, place: filled.place, server, known: filled.known }, { asked, question }),
        );
        const change = clockChangeOf(company, question.window);
        if (question.onClockChange && change !== null) {
          const day: Asked = { ...asked, ...change, to: plusDays(change.from, 1) };
          const there = await filled.place.ws.readers.use((reader) => answerOfBoth(filled.place, reader, day));
          compared += compare(there, day, filled.known);
        }
        if (i % 2 === 0) await compareYears(filled, asked);
        if (i % 5 === 0) await prove(filled, asked, found);
        if (i % 5 === 1) await proveAnswers(filled.place, { asked, question });
      } catch (error) {
        throw new Error(`${JSON.stringify(asked)}, seed ${seed}`, { cause: error });
      }
    }
  } finally {
    await filled.place.clear();
  }
  return compared;
}

test(
  `${cases} random questions of metrics, lifecycles, stickinesses and retentions each have one answer from DuckDB, PostgreSQL and a count by hand (seed ${seed})`,
  { timeout: 7_200_000 },
  async () => {
    let [asked, compared] = [0, 0];
    const each = Math.min(questionsEach, cases);
    await fc.assert(
      fc.asyncProperty(
        randomCompany,
        fc.array(randomQuestion, { minLength: each, maxLength: each }),
        async (company, questions) => {
          compared += await checkCompany(company, questions);
          asked += questions.length;
        },
      ),
      { seed, numRuns: Math.ceil(cases / each), endOnFailure: true },
    );
    const report = process.env["TIDEMARK_ORACLE_REPORT"];
    if (report !== undefined) writeFileSync(report, JSON.stringify({ asked, compared, seed }));
    expect(asked).toBeGreaterThanOrEqual(cases);
    expect(compared).toBeGreaterThan(asked);
  },
);
