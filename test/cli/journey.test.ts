import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { getPriority } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { beforeAll, describe, expect, it } from "vitest";
import { answerSchema, statusSchema } from "../../src/serve/contract.ts";
import { emptyFolder, type Ended, executable, tidemark } from "./tidemark.ts";

const plan = ["--users", "300", "--from", "2025-11-01", "--to", "2026-01-15", "--seed", "3"];
const home = emptyFolder();
const run = (...args: string[]) => tidemark(args, { cwd: home });

/** Start a command that serves; resolves once its address stands on the standard output. */
async function serving(args: readonly string[], cwd = home) {
  const child = spawn(process.execPath, [executable, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((done) => child.on("close", done));
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const address = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout }).on("line", (line) => line.startsWith("http") && done(line));
    void ended.then((code) => fail(new Error(`ended with ${code}: ${err}`)));
  });
  return { url: address.split("#")[0] ?? "", token: address.split("#token=")[1] ?? "", child, ended };
}

describe("from nothing to an answer", () => {
  let demo: Ended;
  beforeAll(async () => {
    demo = await run("demo", "--exit", ...plan);
  });

  it("a demo prints the ten KPIs with their period and change, and how to repeat it", () => {
    const { code, out, err } = demo;
    expect(err).not.toContain("error:");
    expect(code).toBe(0);
    const rows = out.trimEnd().split("\n").slice(2);
    expect(rows.map((row) => row.split(" ")[0])).toEqual([
      "projects_created",
      "projects_exported",
      "editor_opens",
      "exporters",
      "creators",
      "mau",
      "gross_arr",
      "cancel_arr_monthly",
      "cancel_arr_yearly",
      "wau",
    ]);
    for (const row of rows) expect(row).toMatch(/ (2025-12|week of 2026-01-05) /);
    expect(err).toContain(`Repeat it: tidemark demo ${plan.join(" ")}\n`);
    expect(err).toMatch(/Took simulate [\d.]+ s, load [\d.]+ s, verify [\d.]+ s, ask [\d.]+ s/);
  });

  it("every figure is verified against the answer key", async () => {
    const { code, out } = await run("verify", "--format", "json");
    expect(code).toBe(0);
    const report: { readonly failures: readonly unknown[]; readonly checks: readonly { readonly compared: number }[] } =
      JSON.parse(out);
    expect(report.failures).toEqual([]);
    expect(report.checks.reduce((sum, { compared }) => sum + compared, 0)).toBeGreaterThan(1_000);
  });

  it("an answer is the same through both doors and in every format", async () => {
    const flags = [
      "query",
      "mau",
      "gross_arr",
      "--grain",
      "month",
      "--from",
      "2025-11",
      "--to",
      "2026-01",
      "--compare",
      "previous",
    ];
    const [json, csv, ndjson, table] = await Promise.all(
      ["json", "csv", "ndjson", "table"].map((format) => run(...flags, "--format", format)),
    );
    const answer = answerSchema.parse(JSON.parse(json?.out ?? ""));
    expect(answer.rows.length).toBe(2);
    const rows = (ndjson?.out ?? "")
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(rows).toEqual(answer.rows);
    const cells = answer.rows.map((row) => answer.columns.map(({ name }) => row[name] ?? "").join(","));
    expect(csv?.out).toBe([answer.columns.map(({ name }) => name).join(","), ...cells, ""].join("\r\n"));
    expect(table?.out).toContain("2025-11-01");
    expect(table?.err).toContain("Data through 2026-01-15T00:00:00Z");
    const server = await serving(["serve", "--port", "0"]);
    const query = "v1/query?metric=mau&metric=gross_arr&grain=month&from=2025-11&to=2026-01&compare=previous";
    expect(await (await fetch(server.url + query)).json()).toEqual(answer);
    statusSchema.parse(await (await fetch(`${server.url}v1/status`)).json());
    const { metrics } = (await (await fetch(`${server.url}v1/metrics`)).json()) as {
      readonly metrics: readonly { readonly name: string }[];
    };
    expect(metrics.map(({ name }) => name)).toContain("cancel_arr_yearly");
    expect((await fetch(`${server.url}readyz`)).status).toBe(200);
    const problem = await fetch(`${server.url}v1/query?metric=activ_users`);
    expect([problem.status, await problem.json()]).toMatchObject([
      400,
      { hint: expect.stringContaining("active_users") },
    ]);
    expect((await fetch(`${server.url}v1/quarantine`)).status).toBe(401);
    const authorization = `Bearer ${server.token}`;
    expect((await fetch(`${server.url}v1/quarantine`, { headers: { authorization } })).status).toBe(200);
    // The browser that shows the answer is on this machine too: it goes before the threads that count, not before the rest.
    if (process.platform === "linux") {
      const own = server.child.pid ?? 0;
      const threads = readdirSync(`/proc/${own}/task`).map(Number);
      expect(threads.filter((thread) => getPriority(thread) === 0)).toEqual([own]);
    }
    server.child.kill("SIGINT");
    expect(await server.ended).toBe(0);
  });

  it("the SQL of a question is printed for each engine and nothing is asked", async () => {
    const { code, out } = await run("query", "mau", "--dry-run");
    expect(code).toBe(0);
    for (const dialect of ["duckdb", "postgres", "redshift"]) expect(out).toContain(`-- mau, ${dialect}, parameters [`);
  });

  it.each([
    ["an unknown metric", ["query", "activ_users"], 2, 'Did you mean "active_users"?'],
    ["an inverted range", ["query", "mau", "--from", "2026-01", "--to", "2025-12"], 2, ""],
    ["a dimension that the metric has not", ["query", "mau", "--by", "cancel_reason"], 2, ""],
    ["a grain that the metric has not", ["query", "mau", "--grain", "day"], 2, ""],
    ["a date that is none", ["query", "mau", "--from", "soon"], 2, ""],
    ["a filter without a value", ["query", "mau", "--where", "platform"], 2, ""],
    ["a metric that nobody knows", ["metrics", "mua"], 2, 'Did you mean "mau"?'],
    ["a missing file", ["import", "events", "no-such.csv", "--map", "user_id=u,event_name=e,occurred_at=t"], 2, ""],
  ] as const)("%s ends in one line with the way out", async (...[, args, exitCode, wayOut]) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([exitCode, ""]);
    expect(err).toMatch(/^error: .+\nhint: .+\n$/);
    expect(err).toContain(wayOut);
  });

  it("a port in use names another, exit 3", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => taken.once("listening", done));
    const address = taken.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, err } = await run("serve", "--port", String(port));
    taken.close();
    expect([code, err]).toEqual([3, expect.stringMatching(/^error: Port \d+ .* in use\.\nhint: .*--port/)]);
  });

  it("another demo has data of its own, and the first one's are there again when it is repeated", async () => {
    const question = ["query", "mau", "--from", "2025-12", "--to", "2026-01", "--format", "csv"];
    const before = await run(...question);
    expect(before.code).toBe(0);
    const other = ["--users", "50", "--from", "2025-12-01", "--to", "2026-01-03", "--seed", "4"];
    expect((await run("demo", "--exit", ...other)).code).toBe(0);
    expect((await run(...question)).out).not.toBe(before.out);
    expect((await run("demo", "--exit", ...plan)).code).toBe(0);
    expect((await run(...question)).out).toBe(before.out);
  });
});

describe("a workspace that is not ready", () => {
  it("says that nothing is loaded yet, exit 3", async () => {
    for (const args of [["query", "mau"], ["verify"]]) {
      const { code, err } = await tidemark(args);
      expect([code, err]).toEqual([3, expect.stringMatching(/^error: .+\nhint: .*tidemark .+\n$/)]);
    }
  });

  it("names the line of a configuration that cannot be read, exit 3", async () => {
    const dir = emptyFolder();
    writeFileSync(join(dir, "tidemark.yaml"), "timezone: UTC\nweek_strat: monday\n");
    const { code, err } = await tidemark(["query", "mau", "--dir", dir]);
    expect([code, err]).toEqual([3, expect.stringMatching(/^error: .*tidemark\.yaml:2:1.*week_start.*\nhint: .+\n$/)]);
  });

  it("is made once by init, and never overwritten, exit 6", async () => {
    const cwd = emptyFolder();
    const first = await tidemark(["init", "--timezone", "Europe/Berlin", "--currency", "EUR", "--format", "json"], {
      cwd,
    });
    expect(first.code).toBe(0);
    expect(JSON.parse(first.out).created.length).toBe(1);
    expect((await tidemark(["init"], { cwd })).code).toBe(6);
    expect((await tidemark(["init", "--timezone", "Europe/Berln", "--dir", "other"], { cwd })).code).toBe(2);
  });

  it("cannot be reached with wrong credentials, exit 5, and says so without repeating them", async () => {
    const env = { AWS_ACCESS_KEY_ID: "wrong", AWS_SECRET_ACCESS_KEY: "canary-secret", AWS_REGION: "us-east-1" };
    const args = ["load", "--lake", "s3://nobody/nothing", "--lake-endpoint", "http://127.0.0.1:9"];
    const { code, err } = await tidemark(args, { env });
    expect([code, err]).toEqual([5, expect.stringMatching(/^error: .+\nhint: .+\n$/)]);
    expect(err).not.toContain("canary");
  });

  it("keeps out a file with too many broken lines, exit 4, and shows them to who holds the token", async () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, ".tidemark"));
    writeFileSync(
      join(cwd, "log.csv.gz"),
      gzipSync("user,event,at\nu1,editor_opened,2026-01-01T00:00:00Z\n,editor_opened,2026-01-01\nu2,x\n"),
    );
    const map = "user_id=user,event_name=event,occurred_at=at";
    const refused = await tidemark(["import", "events", "log.csv.gz", "--map", map], { cwd });
    expect(refused.code).toBe(4);
    expect(refused.err).toContain("--max-rejected");
    const wrongColumn = await tidemark(["import", "events", "log.csv.gz", "--map", map.replace("=at", "=att")], {
      cwd,
    });
    expect(wrongColumn.code).toBe(2);
    expect(wrongColumn.err).toContain('"at"');
    const kept = await tidemark(
      ["import", "events", "log.csv.gz", "--map", map, "--max-rejected", "0.9", "--format", "json"],
      { cwd },
    );
    expect([kept.code, JSON.parse(kept.out)]).toMatchObject([0, { rowsRead: 3, rowsLoaded: 1, rowsRejected: 2 }]);
    const server = await serving(["serve", "--port", "0"], cwd);
    const authorization = `Bearer ${server.token}`;
    const rejected = await (await fetch(`${server.url}v1/quarantine`, { headers: { authorization } })).json();
    const noUser = { line: 3, column: "user", raw: ",editor_opened,2026-01-01" };
    expect(rejected).toMatchObject({ rows: expect.arrayContaining([expect.objectContaining(noUser)]) });
    const early = await fetch(`${server.url}v1/query?metric=mau`);
    expect([early.status, await early.json()]).toMatchObject([409, { type: "urn:tidemark:problem:nothing-loaded" }]);
    server.child.kill("SIGTERM");
    expect(await server.ended).toBe(0);
  });
});

describe("interrupted", () => {
  it("a command ends with 130", async () => {
    const args = ["simulate", "--users", "200000", "--dir", emptyFolder()];
    const child = spawn(process.execPath, [executable, ...args], { stdio: ["ignore", "ignore", "pipe"] });
    const ended = new Promise<number | null>((done) => child.on("close", done));
    await new Promise((done) => child.stderr.once("data", done));
    child.kill("SIGINT");
    expect(await ended).toBe(130);
  });

  it("a command ends with 130 even where Ctrl-C meets the very moment of taking it over", async () => {
    const dir = emptyFolder();
    const cli = new URL("../../src/cli/", import.meta.url);
    const parts = await rolldown({
      input: ["stop-in-order", "terminal"].map((name) => fileURLToPath(new URL(`${name}.ts`, cli))),
      platform: "node",
    });
    await parts.write({ dir, entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" });
    const part = (name: string) => JSON.stringify(pathToFileURL(join(dir, `${name}.mjs`)).href);
    const script = `
      import { stopInOrder } from ${part("stop-in-order")};
      import { processTerminal } from ${part("terminal")};
      processTerminal();
      process.kill(process.pid, "SIGINT");
      await stopInOrder(() => {}, () => new Promise((done) => setTimeout(done, 200)));
    `;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" });
    expect(await new Promise((done) => child.on("close", done))).toBe(130);
  });

  it("by a reader that has seen enough, it ends quietly", async () => {
    const command = `"${process.execPath}" "${executable}" --help | true; echo "\${PIPESTATUS[0]}"`;
    const child = spawn("bash", ["-c", command], { stdio: ["ignore", "pipe", "pipe"] });
    const texts = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.err += text));
    await new Promise((done) => child.on("close", done));
    expect(texts).toEqual({ out: "0\n", err: "" });
  });
});
