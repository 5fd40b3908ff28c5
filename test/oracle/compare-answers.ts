import { expect } from "vitest";
import { type ActivityText, readActivityQuestion } from "../../src/metrics/activity-question.ts";
import { readRetention } from "../../src/metrics/retention/read-retention.ts";
import type { RetentionText } from "../../src/metrics/retention/retention-question.ts";
import { postgres } from "../../src/sql/dialects/postgres.ts";
import { print } from "../../src/sql/print.ts";
import type { Reader } from "../../src/warehouse/warehouse.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { answerLifecycle, lifecycle } from "../../src/workspace/lifecycle.ts";
import type { Engine } from "../../src/workspace/measure.ts";
import { receipt } from "../../src/workspace/receipt.ts";
import { answerRetention, retention } from "../../src/workspace/retention.ts";
import { answerStickiness } from "../../src/workspace/stickiness.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import type { Postgres } from "../services/postgres.ts";
import { runOn } from "../warehouse/postgres-copy.ts";
import {
  type Cut,
  type Happened,
  lifecycleOf,
  retentionOf,
  stickinessHistogram,
} from "../workspace/activity-oracle.ts";
import type { Place } from "../workspace/place.ts";
import { type Asked, eventsOfGroup, groupsIn, isNamed, type Known, type Scene, type Told } from "./query-oracle.ts";
import type { RandomQuestion } from "./random-activity.ts";

/** Names of the weekdays by the oracle's numbers. */
export const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** Where a question is asked, and what the oracle knows. */
export interface Company {
  readonly place: Place;
  readonly reader: Reader;
  readonly server: Postgres;
  readonly known: Known;
}

/** A question: its range, groups and filters, and what else was drawn. */
export interface Drawn {
  readonly asked: Asked;
  readonly question: RandomQuestion;
}

/** Of what a lifecycle, a stickiness and a retention ask, they have in common. */
function scopeOf({ asked, question }: Drawn): ActivityText & { readonly grain: Cut["grain"] } {
  return {
    grain: asked.grain === "total" ? "month" : asked.grain,
    timezone: asked.zone,
    weekStart: weekdays[asked.weekStart],
    from: asked.from,
    to: asked.to,
    by: asked.by === null ? [] : [asked.by],
    where: asked.where,
    event: question.event === null ? [] : [question.event],
  };
}

function retentionText(drawn: Drawn): RetentionText {
  const { startEvent, returnEvent, ...rest } = drawn.question.retention;
  return {
    ...scopeOf(drawn),
    ...rest,
    periods: String(rest.periods),
    minOccurrences: String(rest.minOccurrences),
    ...(startEvent.length === 0 ? {} : { startEvent }),
    ...(returnEvent.length === 0 ? {} : { returnEvent }),
  };
}

/** Ask a lifecycle, a stickiness and a retention of both engines and of the oracle; how many figures were compared. */
export async function compareAnswers({ place, reader, server, known }: Company, drawn: Drawn): Promise<number> {
  const text = scopeOf(drawn);
  const state = stateOf(place.ws, reader);
  const here: Engine = { state, run: (query) => reader.run(query) };
  const there: Engine = { state, run: (query) => runOn(server.client, print(query, postgres)) };
  const ofBoth = async <T>(ask: (engine: Engine) => Promise<T>): Promise<T> => {
    const found = await ask(here);
    expect(await ask(there), "PostgreSQL").toEqual(found);
    return found;
  };
  const scope = readActivityQuestion(text, state, readTimezone);
  const asked = readRetention(retentionText(drawn), state, readTimezone);
  const stages = await ofBoth((engine) => answerLifecycle(scope, engine));
  const histogram = await ofBoth((engine) => answerStickiness(scope, engine));
  const cohorts = await ofBoth((engine) => answerRetention(asked, engine));

  const cut: Cut = { zone: drawn.asked.zone, weekStart: drawn.asked.weekStart, grain: text.grain };
  const scene: Scene = { ...drawn.asked, ...known, grain: text.grain, event: text.event ?? [] };
  const active = (group: string) => plain(eventsOfGroup(scene, group).filter(isNamed(scene.event, scene)));
  const groupIn = (row: object) =>
    scene.by === null ? "" : String((row as Readonly<Record<string, unknown>>)[scene.by]);
  const buckets = [...new Set(stages.rows.map(({ period }) => String(period)))];
  const begun = new Set(stages.rows.filter(({ state: of }) => of !== "future").map(({ period }) => String(period)));
  const nobody = { new: null, returning: null, resurrected: null, dormant: null };

  expect(
    stages.rows.map(({ new: fresh, returning, resurrected, dormant }) => ({
      new: fresh,
      returning,
      resurrected,
      dormant,
    })),
  ).toEqual(
    stages.rows.map((row) =>
      begun.has(String(row["period"])) ? lifecycleOf(active(groupIn(row)), String(row["period"]), cut) : nobody,
    ),
  );
  for (const group of groupsIn(scene)) {
    const counts = [...begun].flatMap((bucket) => Object.values(lifecycleOf(active(group), bucket, cut)));
    if (counts.some((count) => count > 0)) expect(stages.rows.map(groupIn)).toContain(group);
  }
  expect(histogram.rows.map(({ users }) => users)).toEqual(
    histogram.rows.map(
      (row) => stickinessHistogram(active(groupIn(row)), buckets, cut)[Number(row["activePeriods"]) - 1],
    ),
  );
  const { cohort, mode, periods, minOccurrences, startEvent, returnEvent } = drawn.question.retention;
  const kinds = (named: readonly string[]) => isNamed(named.length === 0 ? scene.event : named, scene);
  expect(cohorts.rows.map(({ values }) => values)).toEqual(
    cohorts.rows.map((row) => {
      if (row.state === "future") return Array.from({ length: periods }, () => null);
      const own = eventsOfGroup(scene, groupIn(row));
      return retentionOf(plain(own), row.cohort, {
        cut,
        asked: {
          cohort: cohort === "first_time" ? "first_time" : "every_active",
          mode: mode === "on" ? "on" : "on_or_after",
          periods,
          minOccurrences,
          starts: kinds(startEvent),
          returns: kinds(returnEvent),
        },
      });
    }),
  );
  return 4 * stages.rows.length + histogram.rows.length + periods * cohorts.rows.length;
}

/** Receipts of a stage of the lifecycle and of the cohorts' first return, which must be equal by a recount from the events. */
export async function proveAnswers(place: Place, drawn: Drawn): Promise<void> {
  const text = scopeOf(drawn);
  const cellOf = (row: object, period: string) => ({
    cell: period,
    group: (text.by ?? []).map((dimension) => String((row as Readonly<Record<string, unknown>>)[dimension])),
  });
  const { rows } = await lifecycle(place.ws, text);
  const row = rows[rows.length >> 1];
  for (const stage of row === undefined ? [] : ["new", "returning", "resurrected", "dormant"]) {
    const found = await receipt(place.ws, {
      metrics: [`lifecycle.${stage}`],
      ...text,
      ...cellOf(row ?? {}, String(row?.["period"])),
    });
    expect(found.recount, `the receipt of ${stage}`).toEqual({ value: row?.[stage], equal: true });
  }
  const asked = retentionText(drawn);
  const cohorts = (await retention(place.ws, asked)).rows;
  const cohort = cohorts[cohorts.length >> 1];
  if (cohort === undefined) return;
  const k = cohort.values.length - 1;
  const found = await receipt(place.ws, {
    metrics: [`retention.values.${k}`],
    ...asked,
    ...cellOf(cohort, cohort.cohort),
  });
  expect(found.recount, "the receipt of a return").toEqual({ value: cohort.values[k], equal: true });
}

function plain(events: readonly Told[]): readonly Happened[] {
  return events.map(({ user, name, at, platform }) => ({ user, name, at, platform: platform ?? "" }));
}
