import { describe, expect, it } from "vitest";
import { tell } from "../../src/cli/failure.ts";
import { UserError } from "../../src/schema/user-error.ts";
import { ProcessEnded } from "../../src/workspace/process-ended.ts";

/** What `tell` says of `error`, and the exit code. */
function told(
  error: unknown,
  env: Readonly<Record<string, string>> = {},
): { readonly code: number; readonly text: string } {
  let text = "";
  const say = (more: string): void => void (text += more);
  const terminal = { out: say, say, env, width: null, isInteractive: false, showsProgress: false, useColor: false };
  const code = tell(error, { ...terminal, today: () => 0, seconds: () => 0 });
  return { code, text };
}

describe("how a command fails", () => {
  it.each([
    ["usage", 2],
    ["config", 3],
    ["nothing_loaded", 3],
    ["data_quality", 4],
    ["unreachable", 5],
    ["conflict", 6],
    ["integrity", 7],
  ] as const)("a mistake of kind %s ends with %d, in one line and a hint", (code, exitCode) => {
    expect(told(new UserError(code, "The\nfact.", "The way out."))).toEqual({
      code: exitCode,
      text: "error: The fact.\nhint: The way out.\n",
    });
  });

  it("a bug ends with 1 and shows its place only to who asks", () => {
    const bug = new Error("broken at postgres://me:secret@db");
    const { code, text } = told(bug);
    expect(code).toBe(1);
    expect(text).toMatch(/^error: Unexpected: .*\nhint: .*TIDEMARK_DEBUG=1.*\n$/);
    expect(text).not.toContain("secret");
    const debugged = told(bug, { TIDEMARK_DEBUG: "1" });
    expect(debugged.text).toContain("failure.test.ts");
    expect(debugged.text).not.toContain("secret");
  });

  it.each([
    [`IO Error: Could not write file "/lake/a b.parquet": No space left on device`, "/lake/a b.parquet"],
    ["ENOSPC: no space left on device, copyfile '/scratch/1' -> '/lake/1'", "/scratch/1"],
    ["A simulating process failed: Error: ENOSPC: no space left on device, write", null],
  ])("a full disk is no bug: %s", (message, place) => {
    const { code, text } = told(new Error(message));
    expect(code).toBe(1);
    expect(text).toMatch(/^error: No space is left on the device.*\.\nhint: Free some space and run .+\n$/);
    expect(text.includes("cannot be written")).toBe(place !== null);
    if (place !== null) expect(text).toContain(place);
  });

  it("a full disk is told with the bytes that it still has, where its folder is there", () => {
    const full = (path: string) => told(new Error(`ENOSPC: no space left on device, open '${path}'`)).text;
    expect(full(import.meta.filename)).toMatch(/cannot be written, \d+ bytes are free\.\n/);
    expect(full("/no-such-folder/file")).toMatch(/\/no-such-folder\/file cannot be written\.\n/);
  });

  it("a process that the system stopped is no bug, one that ended by itself is", () => {
    const ended = (code: number | null, signal: string | null) => told(new ProcessEnded("It ended", { code, signal }));
    const { code, text } = ended(null, "SIGKILL");
    expect([code, text]).toEqual([1, expect.stringMatching(/^error: It ended: SIGKILL\.\n.*for want of memory/)]);
    expect(ended(134, null).text).toMatch(/It ended: exit 134\.\n.*This is a bug in Tidemark/);
  });

  it("a message cannot steer the terminal", () => {
    expect(told(new UserError("usage", "No \u001b[31mmetric\u0007.", "")).text).toBe(
      "error: No \ufffd[31mmetric\ufffd.\n",
    );
  });
});
