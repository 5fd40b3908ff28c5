import type { FastifyInstance } from "fastify";
import type { Asset } from "../../src/serve/assets.ts";
import type { Backend } from "../../src/serve/backend.ts";
import { hostsOf } from "../../src/serve/guard.ts";
import { createServer } from "../../src/serve/server.ts";
import { handMadeBackend } from "./hand-made-backend.ts";

export const port = 4_180;
export const host = `127.0.0.1:${port}`;
export const token = "a-token-made-for-the-tests-0123456789";

/** What a test may change about its server. */
export interface TestServerOptions {
  readonly backend?: Partial<Backend>;
  readonly assets?: readonly Asset[];
  readonly isPublic?: boolean;
  readonly errors?: unknown[];
}

/** A server over a hand-made backend that believes to listen on `host`. */
export function testServer({
  backend,
  assets = [],
  isPublic = false,
  errors = [],
}: TestServerOptions = {}): FastifyInstance {
  return createServer({
    backend: handMadeBackend(backend),
    assets,
    version: "1.2.3",
    token,
    isPublic,
    hosts: () => hostsOf(port, []),
    onUnexpected: (_requestId, error) => errors.push(error),
  });
}
