import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { suggest } from "../../src/cli/suggest.ts";
import { emptyFolder, tidemark } from "./tidemark.ts";

/** What is said to a person with this environment. */
function saidOf(env: Readonly<Record<string, string>>, flags: Parameters<typeof suggest>[1]): string {
  const said: string[] = [];
  const terminal = {
    out: () => undefined,
    say: (text: string) => said.push(text),
    env,
    width: null,
    isInteractive: false,
    showsProgress: false,
    useColor: false,
    today: () => 0,
    seconds: () => 0,
  };
  suggest(terminal, flags, ["load"]);
  return said.join("");
}

describe("what comes next", () => {
  it("is said as it has to be typed, by the name Tidemark was called by", () => {
    expect(saidOf({}, {})).toBe("Next: tidemark load\n");
    expect(saidOf({ npm_execpath: "/usr/lib/npm" }, {})).toBe("Next: npx tidemark load\n");
  });

  it("names the same workspace, whatever its folder is called", () => {
    expect(saidOf({}, { dir: "it's mine", lake: "s3://bucket/a" })).toBe(
      String.raw`Next: tidemark load --dir 'it'\''s mine' --lake s3://bucket/a` + "\n",
    );
  });

  it("is not said to a script that asked for quiet", () => {
    expect(saidOf({}, { quiet: true })).toBe("");
  });
});

describe("a workspace whose lake is elsewhere", () => {
  it("keeps in its configuration what init was told, so that no later command has to say it again", async () => {
    const cwd = emptyFolder();
    const places = ["--lake", "s3://bucket/a", "--lake-endpoint", "http://127.0.0.1:1", "--warehouse", "duckdb:w"];
    const { code, err } = await tidemark(["init", ...places], { cwd });
    expect([code, err]).toEqual([0, expect.stringContaining("Next: tidemark")]);
    expect(readFileSync(join(cwd, ".tidemark/tidemark.yaml"), "utf8")).toContain(
      'lake:\n  url: "s3://bucket/a"\n  endpoint: "http://127.0.0.1:1"\nwarehouse: "duckdb:w"\n',
    );
    const load = await tidemark(["load"], { cwd, env: { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" } });
    expect([load.code, load.err]).toEqual([5, expect.stringContaining("127.0.0.1:1")]);
  });

  it("is found from any folder when it was named relative to one", async () => {
    const cwd = emptyFolder();
    await tidemark(["init", "--lake", "lake-here"], { cwd });
    expect(readFileSync(join(cwd, ".tidemark/tidemark.yaml"), "utf8")).toContain(
      JSON.stringify(join(cwd, "lake-here")),
    );
  });

  it("is refused with a password in its address, which never reaches the configuration", async () => {
    const cwd = emptyFolder();
    const { code } = await tidemark(["init", "--lake", "s3://key:secret@bucket/a"], { cwd });
    expect(code).toBe(2);
  });
});
