import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ActivityText, readActivityQuestion } from "../../src/metrics/activity-question.ts";
import { bucketsIn } from "../../src/metrics/buckets.ts";
import type { DataState } from "../../src/metrics/data-state.ts";
import { compileLifecycle } from "../../src/metrics/lifecycle/compile-lifecycle.ts";
import { compileRetention } from "../../src/metrics/retention/compile-retention.ts";
import { readRetention } from "../../src/metrics/retention/read-retention.ts";
import { compileStickinessHistogram } from "../../src/metrics/stickiness/compile-stickiness-histogram.ts";
import { postgres } from "../../src/sql/dialects/postgres.ts";
import { redshift } from "../../src/sql/dialects/redshift.ts";
import type { Fragment } from "../../src/sql/fragment.ts";
import { print } from "../../src/sql/print.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { type Postgres, startPostgres } from "../services/postgres.ts";
import { makePlace, makeSimulatedPlace, type Place } from "../workspace/place.ts";
import { awkwardEvents } from "./awkward-data.ts";
import { askedTables, copyTables, runOn, sortedRows } from "./postgres-copy.ts";

const companies: Readonly<Record<string, () => Promise<Place>>> = {
  "a simulated company in UTC": () => makeSimulatedPlace({ users: 150, from: "2026-01-20", to: "2026-04-03", seed: 7 }),
  "awkward rows in Berlin, weeks from Sunday": async () => {
    const place = await makePlace({ timezone: "Europe/Berlin", weekStart: "sunday" });
    await place.events(awkwardEvents, "2026-04-02T10:30:00Z");
    await place.load();
    return place;
  },
};

const questions: readonly ActivityText[] = [
  { grain: "hour", from: "2026-03-28", to: "2026-03-31" },
  { grain: "day", from: "2026-03-15" },
  ...["week", "month", "quarter", "year"].map((grain) => ({ grain })),
  { grain: "week", weekStart: "wednesday", by: ["platform"] },
  { grain: "day", by: ["country", "user_type"], from: "2026-03-01" },
  { grain: "month", by: ["properties.$plan tier/a~b"], event: ["*"] },
  { grain: "week", where: ["platform=web", "country!=DE"] },
  { grain: "month", where: ["user_type=new"], event: ["editor_opened"] },
  { grain: "day", timezone: "America/New_York", from: "2026-03-15" },
  { grain: "hour", timezone: "Asia/Kolkata", from: "2026-03-28", to: "2026-03-31" },
  { grain: "week", by: ["user_id"], from: "2026-03-01", to: "2026-04-01" },
];

interface Reading {
  readonly state: DataState;
  readonly fromEvents: boolean;
}

function activity(text: ActivityText, { state, fromEvents }: Reading) {
  const question = readActivityQuestion(text, state, readTimezone);
  return { question, state, buckets: bucketsIn(question, question.grain), kept: null, fromEvents };
}

function retention(more: { readonly cohort: string; readonly mode: string; readonly minOccurrences: string }) {
  return (text: ActivityText, { state, fromEvents }: Reading): Fragment => {
    const asked = readRetention({ ...text, ...more, startEvent: ["editor_opened"] }, state, readTimezone);
    const buckets = bucketsIn(asked.scope, asked.scope.grain);
    return compileRetention({ retention: asked, state, buckets, fromEvents }).query;
  };
}

const kinds: Readonly<Record<string, (text: ActivityText, reading: Reading) => Fragment>> = {
  lifecycle: (text, reading) => compileLifecycle(activity(text, reading)).query,
  stickiness: (text, reading) => compileStickinessHistogram(activity(text, reading)).query,
  "first-time retention": retention({ cohort: "first_time", mode: "on", minOccurrences: "1" }),
  "retention of every active bucket": retention({ cohort: "every_active", mode: "on", minOccurrences: "2" }),
  "unbounded retention": retention({ cohort: "every_active", mode: "on_or_after", minOccurrences: "1" }),
};

describe.each(Object.keys(companies))("%s", (company) => {
  let place: Place;
  let server: Postgres;

  beforeAll(async () => {
    place = (await companies[company]?.()) ?? (await makePlace());
    server = await startPostgres();
    // Redshift's function of this name takes text; PostgreSQL's takes json.
    await server.client.query(
      "create function json_extract_path_text(text, text) returns text language sql as 'select $1::json ->> $2'",
    );
    await place.ws.readers.use((reader) => copyTables(reader, server.client, askedTables));
  });

  afterAll(async () => {
    await server.stop();
    await place.clear();
  });

  test.each(Object.keys(kinds))(
    "%s has the same rows on PostgreSQL as on DuckDB, from rollups and events",
    async (kind) => {
      const compile = kinds[kind];
      if (compile === undefined) throw new Error(`${kind} is asked of nothing`);
      let rowsSeen = 0;
      await place.ws.readers.use(async (reader) => {
        const state = stateOf(place.ws, reader);
        for (const text of questions) {
          const answers: (readonly string[])[] = [];
          for (const fromEvents of [false, true]) {
            const query = compile(text, { state, fromEvents });
            const here = sortedRows(await reader.run(query));
            answers.push(here);
            for (const dialect of [postgres, redshift]) {
              const there = sortedRows(await runOn(server.client, print(query, dialect)));
              expect(there, `${JSON.stringify(text)} for ${dialect.name}, from events: ${fromEvents}`).toEqual(here);
            }
            rowsSeen += here.length;
          }
          expect(answers[0], `${JSON.stringify(text)} from rollups`).toEqual(answers[1]);
        }
      });
      expect(rowsSeen).toBeGreaterThan(50);
    },
  );
});
