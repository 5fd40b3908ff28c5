import { createServer } from "node:http";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { run as runCommand } from "../../src/cli/run.ts";
import { emptyFolder } from "../cli/tidemark.ts";
import { engines, type EngineService } from "../services/engines.ts";
import { freePort } from "../services/free-port.ts";

// Whole commands: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const canary = "canary-Pa55word";
const home = emptyFolder();
afterAll(() => rm(home, { recursive: true, force: true }));

/** Run a command in this process, with `warehouse` as TIDEMARK_WAREHOUSE. */
async function run(args: readonly string[], warehouse?: string): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  if (warehouse !== undefined) vi.stubEnv("TIDEMARK_WAREHOUSE", warehouse);
  try {
    const code = await runCommand([...args, "--dir", home], {
      out: (text) => void (said.out += text),
      say: (text) => void (said.err += text),
      env: { TIDEMARK_DEBUG: "1" },
      width: null,
      isInteractive: false,
      showsProgress: false,
      useColor: false,
      today: () => 20_000,
      seconds: () => 0,
    });
    return { code, ...said };
  } finally {
    vi.unstubAllEnvs();
  }
}

/** A question and a load are refused in two lines, with an exit code of 5 or 3 and no secret. */
async function expectRefusal(warehouse: string, says: RegExp, exit: number): Promise<void> {
  for (const command of [
    ["load", "--dry-run"],
    ["query", "mau"],
  ]) {
    const { code, out, err } = await run(command, warehouse);
    expect([command[0], out, err]).toEqual([command[0], "", expect.stringMatching(/^error: .+\nhint: .+\n$/)]);
    expect(err).toMatch(says);
    expect(code).toBe(exit);
    expect(err).not.toContain(canary);
  }
}

describe.each(Object.keys(engines) as (keyof typeof engines)[])("%s", (engine) => {
  let service: EngineService;
  let address: URL;
  beforeAll(async () => {
    service = await engines[engine]();
    address = new URL(await service.place("errors"));
  });
  afterAll(() => service.stop());

  const changed = (change: (url: URL) => void): string => {
    const url = new URL(address);
    url.password = canary;
    change(url);
    return url.href;
  };

  test("a wrong password is said to be wrong, and is not repeated", async () => {
    await expectRefusal(
      changed(() => {}),
      /refused the user or the password/,
      5,
    );
  });

  test("a database that does not exist is named", async () => {
    const missing = changed((url) => {
      url.password = address.password;
      url.pathname = "/no_such_database";
    });
    await expectRefusal(missing, /no_such_database does not exist/, 5);
  });

  test("a server that does not answer is named, with what the network said", async () => {
    const port = await freePort();
    const nobody = changed((url) => {
      url.port = String(port);
    });
    await expectRefusal(nobody, new RegExp(`No answer from .*:${port}.*ECONNREFUSED`), 5);
  });

  test("a password on the command line is refused, for every process of the machine could read it", async () => {
    for (const flag of [
      ["load", "--warehouse"],
      ["verify", "--against"],
    ]) {
      const { code, err } = await run([...flag, changed(() => {})]);
      expect(code).toBe(2);
      expect(err).toMatch(/password does not belong on the command line/);
      expect(err).not.toContain(canary);
    }
  });
});

test("a ClickHouse that is too old says which one it is and which one is needed", async () => {
  const body = { meta: [{ name: "version", type: "String" }], data: [["21.8.3.44"]], rows: 1 };
  const old = createServer((_, answer) => answer.end(JSON.stringify(body)));
  old.listen(0, "127.0.0.1");
  await once(old, "listening");
  const bound = old.address();
  if (typeof bound !== "object" || bound === null) throw new Error("A listening server has a port.");
  await expectRefusal(`clickhouse://ann:${canary}@127.0.0.1:${bound.port}/default`, /ClickHouse 21\.8.*\n.*24\.8/, 3);
  old.close();
});

test.each([
  ["redshift://ann@cluster.example:5439/dev", /names no IAM role/, 3],
  ["redshift://ann@cluster.example:5439/dev?role=me", /no ARN/, 3],
  [
    "redshift://ann@cluster.example:5439/dev?role=arn:aws:iam::123456789012:role/copy&region=eu-west-1",
    /names a region/,
    3,
  ],
])("%s is refused before anything is connected to", async (address, says, exit) => {
  await expectRefusal(address, says, exit);
});
