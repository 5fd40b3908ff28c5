import { readdirSync } from "node:fs";
import { constants, setPriority } from "node:os";
import type { Command } from "commander";
import { UserError } from "../../schema/user-error.ts";
import type { Workspace } from "../../workspace/open.ts";
import { openBrowser } from "../browser.ts";
import { examples } from "../examples.ts";
import { collect, wholeNumber, withWorkspaceFlags, type WorkspaceFlags } from "../flags.ts";
import { hidePasswords } from "../password.ts";
import { interrupted, onInterrupt, type Terminal } from "../terminal.ts";
import { version } from "../version.ts";
import { withWorkspace } from "../with-workspace.ts";

/** The port where nothing else is asked for. */
export const defaultPort = 4_310;

/** Flags of everything that serves. */
export interface ServeFlags extends WorkspaceFlags {
  readonly port?: number;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly open: boolean;
}

/** `tidemark serve`: the dashboard and the HTTP API. */
export function serve(command: Command, terminal: Terminal): void {
  examples(command, ["tidemark serve --port 4310"]);
  command
    .option("--port <n>", `port, 0 for any free one (default: ${defaultPort})`, wholeNumber(0, 65_535))
    .option("--host <address>", "address to bind (default: 127.0.0.1); any other needs TIDEMARK_TOKEN")
    .option("--allow-host <name>", "a further name this server is called by, e.g. a proxy's; repeatable", collect)
    .option("--no-open", "do not open the browser");
  withWorkspaceFlags(command).action((flags: ServeFlags) =>
    withWorkspace(flags, (ws) => serveUntilStopped(ws, flags, terminal)),
  );
}

/** Serve `ws` until Ctrl-C or a termination signal, then let requests under way finish. */
export async function serveUntilStopped(ws: Workspace, flags: ServeFlags, terminal: Terminal): Promise<void> {
  if (flags.host === undefined) letTheBrowserGoFirst();
  const server = await import("../../serve/serve.ts");
  const served = await server.serve(ws, {
    version: version(),
    port: flags.port ?? defaultPort,
    host: flags.host,
    allowHosts: flags.allowHost,
    token: terminal.env["TIDEMARK_TOKEN"],
    onUnexpected: (requestId, error) => terminal.say(`request ${requestId}: ${reasonOf(error, terminal)}\n`),
  });
  // A token that was chosen is known to who chose it, and must not end up in logs.
  const address = terminal.env["TIDEMARK_TOKEN"] === undefined ? served.sessionUrl : served.url;
  terminal.out(`${address}\n`);
  if (flags.quiet !== true) terminal.say("Serving. Press Ctrl-C to stop.\n");
  if (flags.open && terminal.isInteractive) openBrowser(address);
  await stopSignal();
  if (flags.quiet !== true) terminal.say("\nStopping.\n");
  await served.close();
}

/**
 * Have the threads that count wait for the browser where it runs on the same machine, as it does where nothing but loopback is
 * bound: a page that is drawn while its questions are counted would stand still meanwhile. Threads that they start are as
 * patient. Only Linux tells its threads.
 */
function letTheBrowserGoFirst(): void {
  try {
    for (const thread of readdirSync("/proc/self/task")) {
      if (Number(thread) !== process.pid) setPriority(Number(thread), constants.priority.PRIORITY_BELOW_NORMAL);
    }
  } catch {
    // Nothing depends on it.
  }
}

function reasonOf(error: unknown, { env }: Terminal): string {
  if (error instanceof UserError) return hidePasswords(error.message);
  if (env["TIDEMARK_DEBUG"] !== "1" || !(error instanceof Error)) return "unexpected error; TIDEMARK_DEBUG=1 shows it";
  return hidePasswords(error.stack ?? error.message);
}

/** Wait for the first Ctrl-C or termination signal; a second one ends the process at once. */
async function stopSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = (): void => {
      onInterrupt(interrupted);
      resolve();
    };
    onInterrupt(stop);
    process.once("SIGTERM", stop);
  });
}
