import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { UserError } from "../schema/user-error.ts";
import type { Workspace } from "../workspace/open.ts";
import { builtWebDir, readAssets } from "./assets.ts";
import { type Backend, workspaceBackend } from "./backend.ts";
import { hostsOf } from "./guard.ts";
import { createServer } from "./server.ts";
import { checkToken, newToken } from "./session.ts";

/** Where and how to serve. */
export interface ServeOptions {
  readonly version: string;
  /** What the workspace's own metrics mean, as a text. */
  readonly definitions?: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Address to bind; default 127.0.0.1, which only this machine reaches. */
  readonly host?: string | undefined;
  /** Further Host values that are ours, e.g. a proxy's public name. */
  readonly allowHosts?: readonly string[] | undefined;
  /** The token to ask for; a random one where absent, which a public bind does not accept. */
  readonly token?: string | undefined;
  readonly webDir?: string | undefined;
  readonly onUnexpected: (requestId: string, error: unknown) => void;
}

/** A server that listens. */
export interface Served {
  /** Address of the page, without the token. */
  readonly url: string;
  /** The same with the session's token in its fragment, which browsers never send. */
  readonly sessionUrl: string;
  /** Stop taking requests, let those under way finish, and cut what is left after ten seconds. */
  close(): Promise<void>;
}

const graceMs = 10_000;

/** Serve the workspace `ws`. */
export function serve(ws: Workspace, options: ServeOptions): Promise<Served> {
  return serveBackend(workspaceBackend(ws), { ...options, definitions: JSON.stringify(ws.config.ownMetrics) });
}

/** Serve any backend; refuses to bind publicly without a token that was chosen for it. */
export async function serveBackend(backend: Backend, options: ServeOptions): Promise<Served> {
  const host = options.host ?? "127.0.0.1";
  const isPublic = !isLoopback(host);
  if (options.token !== undefined) checkToken(options.token);
  if (isPublic && options.token === undefined) throw unprotected(host);
  const token = options.token ?? newToken();
  const named = host === "0.0.0.0" || host === "::" ? [] : [bracketed(host)];
  let hosts: ReadonlySet<string> = new Set();
  const app = createServer({
    backend,
    assets: await readAssets(options.webDir ?? builtWebDir),
    version: options.version,
    ...(options.definitions === undefined ? {} : { definitions: options.definitions }),
    token,
    isPublic,
    hosts: () => hosts,
    onUnexpected: options.onUnexpected,
  });
  const port = await listen(app, host, options.port);
  hosts = hostsOf(port, [...named, ...(options.allowHosts ?? [])]);
  const url = `http://${named[0] ?? "127.0.0.1"}:${port}/`;
  return { url, sessionUrl: `${url}#token=${token}`, close: () => closeWithin(app) };
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") throw portTaken(host, port);
    if (code === "EACCES")
      throw new UserError("config", `Port ${port} may not be opened.`, "Choose one above 1023 with --port.");
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
      throw new UserError(
        "config",
        `This machine has no address "${host}".`,
        "Leave --host out to serve this machine only.",
      );
    }
    throw error;
  }
  return (app.server.address() as AddressInfo).port;
}

async function closeWithin(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function unprotected(host: string): UserError {
  return new UserError(
    "config",
    `Serving on ${host} would let others ask without a token.`,
    "Set TIDEMARK_TOKEN to a long random text, or leave --host out to serve this machine only.",
  );
}

function portTaken(host: string, port: number): UserError {
  return new UserError(
    "config",
    `Port ${port} of ${host} is in use.`,
    `Choose another with --port ${port < 65_535 ? port + 1 : 4_310}, or any free one with --port 0.`,
  );
}
