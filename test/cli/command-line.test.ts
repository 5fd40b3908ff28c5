import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { emptyFolder, tidemark } from "./tidemark.ts";

const password = "correct-horse";

describe("a mistyped command", () => {
  it.each([
    ["an unknown command", ["qurey", "mau"], 'Did you mean "query"?'],
    ["an unknown command of a group", ["import", "evnts", "x.csv"], 'Did you mean "events"?'],
    ["an unknown flag", ["query", "mau", "--grian", "day"], 'Did you mean "--grain"?'],
    ["a missing metric", ["query"], "tidemark query --help"],
    ["a flag without its value", ["query", "mau", "--from"], "tidemark query --help"],
    ["an unknown format", ["query", "mau", "--format", "xml"], "tidemark query --help"],
    ["an unknown price basis", ["query", "mau", "--basis", "gross"], "tidemark query --help"],
    ["a number of users that is none", ["simulate", "--users", "many"], "tidemark simulate --help"],
    ["no users at all", ["simulate", "--users", "0"], "tidemark simulate --help"],
    ["a month that is none", ["simulate", "--from", "2026-13"], "tidemark simulate --help"],
    ["a day that is none", ["demo", "--to", "2026-02-30"], "tidemark demo --help"],
    [
      "a rate above one",
      ["import", "events", "x.csv", "--map", "a=b", "--max-rejected", "30"],
      "tidemark import events --help",
    ],
    ["an import without a mapping", ["import", "events", "x.csv"], "tidemark import events --help"],
    ["a port that is none", ["serve", "--port", "65536"], "tidemark serve --help"],
    ["help of an unknown command", ["help", "qurey"], 'Did you mean "query"?'],
    ["an unknown command's help", ["nonsense", "--help"], 'See "tidemark --help"'],
    ["flags of a group without its command", ["lake", "--dir", "x"], "tidemark lake has log, compact"],
    ["flags before the command", ["--dir", "x", "load"], 'See "tidemark --help"'],
    ["too many arguments", ["load", "everything"], "tidemark load --help"],
  ])("%s is refused in one line with the way out, exit 2", async (_what, args, wayOut) => {
    const { code, out, err } = await tidemark(args);
    expect(code).toBe(2);
    expect(out).toBe("");
    const [error, hint, ...rest] = err.split("\n");
    expect(error).toMatch(/^error: [A-Z-].*[.?]$/);
    expect(hint).toMatch(/^hint: /);
    expect(hint).toContain(wayOut);
    expect(rest).toEqual([""]);
  });

  it.each(["load", "query mau", "serve --port 0", "export csv mau --out figures"])(
    "%s in a folder that is no workspace says so, exit 3, and makes none",
    async (command) => {
      const cwd = emptyFolder();
      const { code, err } = await tidemark([...command.split(" "), "--dir", "slip"], { cwd });
      expect(code).toBe(3);
      expect(err).toMatch(/^error: There is no folder .*slip\.\nhint: Check --dir/);
      expect(readdirSync(cwd)).toEqual([]);
    },
  );

  it.each([
    ["--timezone", "Nowhere", 'error: "Nowhere" is no timezone.\n'],
    ["--currency", "euro", 'error: "euro" is no currency.\n'],
  ])("init with a wrong %s names the flag's value, no file, exit 2", async (flag, value, error) => {
    const { code, err } = await tidemark(["init", flag, value]);
    expect(code).toBe(2);
    expect(err).toContain(error);
    expect(err).not.toContain("tidemark.yaml");
  });

  it("a folder around a workspace is told from the workspace", async () => {
    const cwd = emptyFolder();
    await tidemark(["init"], { cwd });
    const { code, err } = await tidemark(["query", "mau", "--dir", "."], { cwd });
    expect(code).toBe(3);
    expect(err).toContain("is no workspace.\nhint: Did you mean --dir .tidemark?");
  });

  it("an empty standard input is called by its name", async () => {
    const { code, err } = await tidemark(["import", "events", "-", "--map", "user_id=a,event_name=b,occurred_at=c"]);
    expect(code).toBe(4);
    expect(err).toMatch(/^error: The standard input is empty\./);
  });

  it.each([
    ["--warehouse", `postgres://me:${password}@db.example/shop`, "TIDEMARK_WAREHOUSE"],
    ["--warehouse", `redshift://db.example/shop?user=me&password=${password}`, "TIDEMARK_WAREHOUSE"],
    ["--lake", `s3://key:${password}@bucket/prefix`, "AWS_SECRET_ACCESS_KEY"],
    ["--lake-endpoint", `https://key:${password}@s3.example`, "AWS_SECRET_ACCESS_KEY"],
    [`--warehous=postgres://me:${password}@db.example`, "", "--help"],
  ])("a password in %s is refused and never repeated", async (flag, value, wayOut) => {
    const { code, out, err } = await tidemark(["query", "mau", flag, ...(value === "" ? [] : [value])]);
    expect(code).toBe(2);
    expect(out + err).not.toContain(password);
    expect(err).toContain(wayOut);
  });

  it("no command at all prints the help where errors go, exit 2", async () => {
    const { code, out, err } = await tidemark([]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("tidemark demo");
  });
});

describe("help", () => {
  const commands = [
    [],
    ["demo"],
    ["init"],
    ["simulate"],
    ["import"],
    ["import", "events"],
    ["load"],
    ["verify"],
    ["metrics"],
    ["query"],
    ["serve"],
    ["doctor"],
  ];

  /** Says on the standard error, as the process ends, whether the engine's library was ever loaded. */
  const tattle = `data:text/javascript,${encodeURIComponent(`process.on("exit", () => {
    const libraries = process.report.getReport().sharedObjects.join();
    process.stderr.write(libraries.includes("duckdb") ? "ENGINE" : "NO ENGINE");
  })`)}`;
  const env = { NODE_OPTIONS: `--import=${tattle}` };

  it.each(commands.map((command) => ({ name: ["tidemark", ...command].join(" "), command })))(
    "of $name begins with an example and does not load the engine",
    async ({ name, command }) => {
      const { code, out, err } = await tidemark([...command, "--help"], { env });
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^Examples?:\n  ${name}`));
      expect(err).toBe("NO ENGINE");
    },
  );

  it("lists every command of the first release, each with what it is for", async () => {
    const { out } = await tidemark(["--help"]);
    for (const name of [
      "init",
      "simulate",
      "import",
      "load",
      "metrics",
      "query",
      "verify",
      "serve",
      "demo",
      "doctor",
    ]) {
      expect(out).toMatch(new RegExp(`^  ${name} +[a-z]`, "m"));
    }
  });

  it("the version is the package's", async () => {
    expect(await tidemark(["--version"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      err: "",
    });
  });
});
