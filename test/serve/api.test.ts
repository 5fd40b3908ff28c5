import { describe, expect, it } from "vitest";
import type { QuestionText } from "../../src/metrics/question.ts";
import { UserError } from "../../src/schema/user-error.ts";
import { answerSchema, problemSchema, statusSchema } from "../../src/serve/contract.ts";
import { postRoutes } from "../../src/serve/post-routes.ts";
import { routes } from "../../src/serve/routes.ts";
import { answer } from "./hand-made-backend.ts";
import { host, testServer, type TestServerOptions } from "./test-server.ts";

async function get(url: string, options: TestServerOptions & { readonly headers?: Record<string, string> } = {}) {
  return testServer(options).inject({ url, headers: { host, ...options.headers } });
}

describe("asking", () => {
  it("hands every parameter on as it was written", async () => {
    const asked: QuestionText[] = [];
    const ask = async (question: QuestionText) => {
      asked.push(question);
      return answer;
    };
    const url =
      "/v1/query?metric=mau&metric=wau&from=2026-01&to=2026-02-01&grain=week&by=platform&where=country%3DDE" +
      "&where=event_name!%3D%27%3B+drop+table+x&event=*&top=5&compare=previous&basis=net&timezone=Europe%2FBerlin&weekStart=sunday";
    expect((await get(url, { backend: { ask } })).statusCode).toBe(200);
    expect(asked).toEqual([
      {
        metrics: ["mau", "wau"],
        from: "2026-01",
        to: "2026-02-01",
        grain: "week",
        by: ["platform"],
        where: ["country=DE", "event_name!='; drop table x"],
        event: ["*"],
        top: "5",
        compare: "previous",
        basis: "net",
        timezone: "Europe/Berlin",
        weekStart: "sunday",
      },
    ]);
  });

  it("answers exactly the envelope, as its schema has it", async () => {
    const response = await get("/v1/query?metric=mau");
    expect(response.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(answerSchema.parse(response.json())).toEqual(answer);
    statusSchema.parse((await get("/v1/status")).json());
  });

  it.each([
    ["no metric", "/v1/query"],
    ["an unknown parameter", "/v1/query?metric=mau&form=2026-01"],
    ["a scalar given twice", "/v1/query?metric=mau&from=2026-01&from=2026-02"],
    ["a list in brackets", "/v1/query?metric[]=mau"],
    ["an object in brackets", "/v1/query?metric[a]=mau"],
    ["the prototype", "/v1/query?metric=mau&__proto__=x"],
    ["the constructor", "/v1/query?metric=mau&constructor=x"],
    ["an escape that is no UTF-8", "/v1/query?metric=%ff"],
    ["half an escape", "/v1/query?metric=%"],
    ["a NUL", "/v1/query?metric=m%00au"],
    ["a value of two thousand characters", `/v1/query?metric=${"m".repeat(2_000)}`],
    ["two hundred and one parameters", `/v1/query?${"metric=a&".repeat(201)}`],
    ["more metrics than anybody needs", `/v1/query?${"metric=a&".repeat(51)}`],
    ["a limit of zero", "/v1/quarantine?limit=0"],
    ["a limit that is no number", "/v1/quarantine?limit=1e3"],
  ])("refuses %s with a problem that says the way out", async (_what, url) => {
    const authorization = "Bearer a-token-made-for-the-tests-0123456789";
    const response = await get(url, { headers: { authorization } });
    expect(response.statusCode).toBe(400);
    expect(response.headers["content-type"]).toBe("application/problem+json");
    const problem = problemSchema.parse(response.json());
    expect(problem).toMatchObject({ status: 400, requestId: response.headers["x-request-id"] });
    expect(problem.detail).not.toBe("");
    expect(problem.hint).not.toBe("");
  });

  it("names the parameter that was meant", async () => {
    expect((await get("/v1/query?metric=mau&form=2026-01")).json()).toMatchObject({ hint: 'Did you mean "from"?' });
  });

  it.each([
    ["POST", "/v1/query?metric=mau", 405],
    ["DELETE", "/v1/status", 405],
    ["OPTIONS", "/v1/query", 405],
    ["GET", "/v1/nothing", 404],
    ["POST", "/v1/nothing", 404],
    ["GET", "/v1/query/", 404],
    ["GET", `/v1/query?metric=${"m".repeat(9_000)}`, 414],
  ] as const)("answers %s of a path in the way that fits: %#", async (method, url, status) => {
    const response = await testServer().inject({ method, url, headers: { host } });
    expect(response.statusCode).toBe(status);
    expect(problemSchema.parse(response.json()).status).toBe(status);
    if (status === 405) expect(response.headers["allow"]).toBe("GET, HEAD");
  });

  it("takes no body", async () => {
    const small = await testServer().inject({
      method: "GET",
      url: "/v1/status",
      headers: { host, "content-length": "2" },
      payload: "{}",
    });
    expect(small.statusCode).toBe(400);
    const large = await testServer().inject({
      method: "GET",
      url: "/v1/status",
      headers: { host, "content-length": "99999999" },
    });
    expect(large.statusCode).toBe(413);
  });
});

describe("problems", () => {
  it.each([
    ["usage", 400, true],
    ["nothing_loaded", 409, true],
    ["data_quality", 422, true],
    ["conflict", 409, true],
    ["config", 500, false],
    ["not_configured", 409, true],
    ["unreachable", 502, false],
    ["integrity", 500, false],
  ] as const)("a mistake of kind %s becomes %d", async (code, status, isTold) => {
    const errors: unknown[] = [];
    const ask = async () => {
      throw new UserError(code, "The fact.", "The way out.");
    };
    const response = await get("/v1/query?metric=mau", { backend: { ask }, errors });
    const problem = problemSchema.parse(response.json());
    expect(problem.status).toBe(status);
    expect(problem.type).toBe(`urn:tidemark:problem:${code.replace("_", "-")}`);
    expect(problem.detail === "The fact." && problem.hint === "The way out.").toBe(isTold);
    expect(errors.length).toBe(isTold ? 0 : 1);
  });

  it("tell nothing of paths, statements, parameters, addresses or stacks", async () => {
    const canaries = ["/home/canary", "select canary from", "canary-parameter", "postgres://canary:canary@canary"];
    for (const canary of canaries) {
      const bug = Object.assign(new Error(`broken at ${canary}`), { code: "CANARY", statusCode: 500 });
      const errors: unknown[] = [];
      for (const error of [bug, new UserError("integrity", canary, canary), canary]) {
        const fails = async () => {
          throw error;
        };
        for (const url of ["/v1/query?metric=mau", "/v1/status", "/readyz"]) {
          const backend = { ask: fails, status: fails, generation: url === "/readyz" ? fails : async () => 1 };
          const response = await get(url, { backend, errors });
          expect(response.statusCode).toBe(500);
          expect(response.body + JSON.stringify(response.headers)).not.toMatch(/canary|at .*:\d+/i);
        }
      }
      expect(errors.length).toBe(9);
    }
  });
});

describe("what the API is", () => {
  it("is described by an OpenAPI 3.1 document that names each path, parameter and answer", async () => {
    const document = (await get("/v1/openapi.json")).json();
    expect(document.openapi).toBe("3.1.0");
    const all = [...routes, ...postRoutes].map(({ path }) => path);
    expect(Object.keys(document.paths).toSorted()).toEqual(all.toSorted());
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(["/v1/query", "/v1/arr", "/v1/quarantine"]));
    const parameters: readonly { readonly name: string; readonly required: boolean; readonly explode?: boolean }[] =
      document.paths["/v1/query"].get.parameters;
    expect(parameters.find(({ name }) => name === "metric")).toMatchObject({ required: true, explode: true });
    expect(parameters.find(({ name }) => name === "from")).toMatchObject({ required: false });
    expect(document.components.schemas.Answer.properties.rows.type).toBe("array");
    expect(document.paths["/v1/quarantine"].get.security).toEqual([{ session: [] }]);
  });

  it("says whether it lives, whether it has data, and what it has done", async () => {
    expect((await get("/healthz")).statusCode).toBe(200);
    expect((await get("/readyz")).statusCode).toBe(200);
    const empty = await get("/readyz", { backend: { generation: async () => 0 } });
    expect(empty.statusCode).toBe(503);
    expect(empty.headers["retry-after"]).toBe("5");
    const server = testServer();
    for (const _ of [1, 2]) await server.inject({ url: "/v1/query?metric=mau", headers: { host } });
    await server.inject({ url: "/secret-path", headers: { host } });
    const { body } = await server.inject({ url: "/metrics", headers: { host } });
    expect(body).toContain('tidemark_http_requests_total{route="/v1/query",status="200"} 2');
    expect(body).toContain('tidemark_questions_total{met="asked"} 1');
    expect(body).toContain('tidemark_questions_total{met="cached"} 1');
    expect(body).not.toContain("secret-path");
  });
});
