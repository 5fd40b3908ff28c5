import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkspace, type OpenedWorkspace, UserError } from "../../src/index.ts";
import { ask } from "../../src/workspace/ask.ts";
import { retention } from "../../src/workspace/retention.ts";
import { makeSimulatedPlace, type Place } from "./place.ts";

let place: Place;
let workspace: OpenedWorkspace;

beforeAll(async () => {
  place = await makeSimulatedPlace({ users: 150, from: "2026-01-01", to: "2026-03-01", seed: 3 });
  workspace = await openWorkspace({ dir: place.ws.dir });
});

afterAll(async () => {
  await workspace.close();
  await place.clear();
});

test("a program gets the answer that the command line gets, typed by what it asked", async () => {
  const answer = await workspace.query({ metrics: ["active_users"], by: ["platform"], grain: "month", top: 1 });
  expect(answer).toEqual(
    await ask(place.ws, { metrics: ["active_users"], by: ["platform"], grain: "month", top: "1" }),
  );
  for (const row of answer.rows) {
    const users: number | null = row.active_users;
    const platform: string = row.platform;
    expect([typeof users, typeof platform]).toEqual(["number", "string"]);
    // @ts-expect-error a metric that was not asked for is not in the row
    expect(row.mau).toBeUndefined();
  }
});

test("a number of periods is a number, and every other question has the command line's defaults", async () => {
  const asked = await workspace.retention({ grain: "week", periods: 3 });
  expect(asked).toEqual(await retention(place.ws, { grain: "week", periods: "3" }));
  expect((await workspace.lifecycle()).question.grain).toBe("day");
  expect((await workspace.stickiness()).question.grain).toBe("day");
  expect((await workspace.arr()).question.grain).toBe("month");
  expect((await workspace.funnel({ steps: ["editor_opened"] })).question.windowSeconds).toBe(14 * 86_400);
});

test("a word that is none is an error of the compiler, and of the question where no compiler looked", async () => {
  // @ts-expect-error "fortnight" is no grain
  const asked = workspace.query({ metrics: ["mau"], grain: "fortnight" });
  await expect(asked).rejects.toThrow(UserError);
  await expect(workspace.query({ metrics: ["activ_users"] })).rejects.toThrow('No metric is called "activ_users".');
});
