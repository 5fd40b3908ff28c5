import { expect, test } from "vitest";
import type { AnswerRow } from "../../src/metrics/answer.ts";
import { type Fragment, sql, value } from "../../src/sql/fragment.ts";
import type { Engine } from "../../src/workspace/measure.ts";
import { besides, runningOnce } from "../../src/workspace/run-once.ts";

test("equal queries of one answer are run once; another text or another value is another query", async () => {
  const ran: Fragment[] = [];
  const run = async (query: Fragment): Promise<readonly AnswerRow[]> => {
    ran.push(query);
    return [{ number: ran.length }];
  };
  const engine = runningOnce({ state: {} as Engine["state"], run });
  const numberUpTo = (limit: number) => sql`select 1 where 1 < ${value(limit, "integer")}`;
  const answers = await Promise.all([numberUpTo(2), numberUpTo(2), numberUpTo(3), sql`select 1`].map(engine.run));
  expect(answers).toEqual([[{ number: 1 }], [{ number: 1 }], [{ number: 2 }], [{ number: 3 }]]);
});

test("of two that go on side by side the first one's error is told, whichever fails first", async () => {
  const late = new Promise((_done, fail) => setImmediate(() => fail(new Error("late"))));
  await expect(besides(late, Promise.reject(new Error("soon")))).rejects.toThrow("late");
  await expect(besides(Promise.resolve(1), Promise.reject(new Error("soon")))).rejects.toThrow("soon");
  expect(await besides(Promise.resolve(1), Promise.resolve("two"))).toEqual([1, "two"]);
});
