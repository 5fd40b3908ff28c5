import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSession, type Session } from "../../src/warehouse/duckdb/session.ts";
import { sideBySide } from "../../src/warehouse/duckdb/side-by-side.ts";

const ask = { sql: "select 1 as one", parameters: [] };

/** A session that answers when it is told to, and writes down what it is asked and when it is closed. */
function slowSession(name: string, log: string[], beside: () => Promise<Session>) {
  const waiting: (() => void)[] = [];
  const session = {
    query: () => {
      log.push(`${name} asked`);
      return new Promise((done) => waiting.push(() => done([{ from: name }])));
    },
    beside,
    close: () => log.push(`${name} closed`),
  } as unknown as Session;
  return { session, answer: () => waiting.shift()?.() };
}

test("what comes while a connection is at work goes to another; who is asked when both are free is the first", async () => {
  const log: string[] = [];
  const second = slowSession("second", log, () => Promise.reject(new Error("Two are enough")));
  const first = slowSession("first", log, () => Promise.resolve(second.session));
  const both = sideBySide(first.session);
  const answers = [both.query(ask), both.query(ask)];
  await Promise.resolve();
  await new Promise(setImmediate);
  expect(log).toEqual(["first asked", "second asked"]);
  second.answer();
  expect(await answers[1]).toEqual([{ from: "second" }]);
  const third = both.query(ask);
  await new Promise(setImmediate);
  expect(log).toEqual(["first asked", "second asked", "second asked"]);
  first.answer();
  second.answer();
  expect(await Promise.all([answers[0], third])).toEqual([[{ from: "first" }], [{ from: "second" }]]);
  const last = both.query(ask);
  await new Promise(setImmediate);
  first.answer();
  expect(await last).toEqual([{ from: "first" }]);
  await both.close();
  expect(log.slice(3)).toEqual(["first asked", "second closed"]);
});

test("a query that fails frees its connection", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-beside-"));
  const session = await openSession({ path: ":memory:", readOnly: false, temporaryFolder: folder });
  const both = sideBySide(session);
  const wrong = both.query({ sql: "select nothing", parameters: [] });
  const right = both.query(ask);
  await expect(wrong).rejects.toThrow("nothing");
  expect(await right).toEqual([{ one: 1 }]);
  expect(await Promise.all(Array.from({ length: 8 }, () => both.query(ask)))).toEqual(
    Array.from({ length: 8 }, () => [{ one: 1 }]),
  );
  await both.close();
  session.close();
  await rm(folder, { recursive: true, force: true });
});
