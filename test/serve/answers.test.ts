import { describe, expect, it, vi } from "vitest";
import type { Answer } from "../../src/metrics/answer.ts";
import type { QuestionText } from "../../src/metrics/question.ts";
import { answer } from "./hand-made-backend.ts";
import { host, testServer } from "./test-server.ts";

/** A backend whose answers wait until the test lets them go. */
function heldBackend() {
  const held: (() => void)[] = [];
  const asked: string[] = [];
  return {
    asked,
    release: () => held.splice(0).forEach((go) => go()),
    ask: async (question: QuestionText): Promise<Answer> => {
      asked.push(question.metrics.join());
      await new Promise<void>((go) => held.push(go));
      return { ...answer, question: { ...answer.question, metrics: question.metrics } };
    },
  };
}

/** Resolves once `isTrue` holds, however busy the machine is. */
const until = (isTrue: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(isTrue()).toBe(true), { timeout: 30_000, interval: 5 });

describe("the same question", () => {
  it("is asked once however many ask it at once, and is remembered", async () => {
    const { ask, asked, release } = heldBackend();
    const server = testServer({ backend: { ask } });
    const url = "/v1/query?metric=mau&grain=month";
    const responses = Array.from({ length: 50 }, () => server.inject({ url, headers: { host } }));
    await until(() => asked.length > 0);
    release();
    expect((await Promise.all(responses)).map(({ statusCode }) => statusCode)).toEqual(Array(50).fill(200));
    expect((await server.inject({ url: "/v1/query?grain=month&metric=mau", headers: { host } })).statusCode).toBe(200);
    expect(asked).toEqual(["mau"]);
  });

  it("keeps its tag while nothing was loaded, and a client that holds the answer gets no body", async () => {
    const server = testServer();
    const first = await server.inject({ url: "/v1/query?metric=mau", headers: { host } });
    const tag = String(first.headers["etag"]);
    expect(tag).toMatch(/^"[\w-]{32}"$/);
    for (const ifNoneMatch of [tag, `"other", ${tag}`, `W/${tag}`, "*"]) {
      const again = await server.inject({
        url: "/v1/query?metric=mau",
        headers: { host, "if-none-match": ifNoneMatch },
      });
      expect([again.statusCode, again.body, again.headers["etag"]]).toEqual([304, "", tag]);
    }
    const other = await server.inject({ url: "/v1/query?metric=mau", headers: { host, "if-none-match": '"other"' } });
    expect(other.statusCode).toBe(200);
  });

  it("has one tag however its defaults are written, for the answer names them", async () => {
    const server = testServer();
    const short = await server.inject({ url: "/v1/query?metric=mau", headers: { host } });
    const long = await server.inject({ url: "/v1/query?metric=mau&grain=month&basis=list", headers: { host } });
    expect(long.headers["etag"]).toBe(short.headers["etag"]);
  });

  it("is asked anew after a load, under another tag", async () => {
    let generation = 7;
    let asked = 0;
    const ask = async () => {
      asked += 1;
      return { ...answer, generation };
    };
    const server = testServer({ backend: { ask, generation: async () => generation } });
    const url = "/v1/query?metric=mau";
    const before = await server.inject({ url, headers: { host } });
    await server.inject({ url, headers: { host } });
    generation = 8;
    const after = await server.inject({ url, headers: { host, "if-none-match": String(before.headers["etag"]) } });
    expect([asked, after.statusCode, after.json().generation]).toEqual([2, 200, 8]);
  });

  it("is asked again after it failed: errors are not remembered", async () => {
    let asked = 0;
    const ask = async () => {
      asked += 1;
      if (asked === 1) throw new Error("broken once");
      return answer;
    };
    const server = testServer({ backend: { ask } });
    expect((await server.inject({ url: "/v1/query?metric=mau", headers: { host } })).statusCode).toBe(500);
    expect((await server.inject({ url: "/v1/query?metric=mau", headers: { host } })).statusCode).toBe(200);
  });
});

describe("too many different questions", () => {
  it("run two at once, wait in a bounded line, and are refused beyond it while health still answers", async () => {
    const { ask, asked, release } = heldBackend();
    const server = testServer({ backend: { ask } });
    let refusals = 0;
    const responses = Array.from({ length: 150 }, async (_, i) => {
      const response = await server.inject({ url: `/v1/query?metric=m${i}`, headers: { host } });
      if (response.statusCode === 503) refusals += 1;
      return response;
    });
    await until(() => asked.length === 2 && refusals === 20);
    expect(asked).toEqual(["m0", "m1"]);
    expect((await server.inject({ url: "/healthz", headers: { host } })).statusCode).toBe(200);
    const letGo = setInterval(release, 1);
    const settled = await Promise.all(responses);
    clearInterval(letGo);
    const refused = settled.filter(({ statusCode }) => statusCode === 503);
    expect(refused.length).toBe(20);
    expect(refused.every(({ headers }) => headers["retry-after"] === "1")).toBe(true);
    expect(settled.filter(({ statusCode }) => statusCode === 200).length).toBe(130);
  });
});
