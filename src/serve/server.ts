import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { createAnswers } from "./answers.ts";
import type { Asset } from "./assets.ts";
import type { Backend } from "./backend.ts";
import { createCounters } from "./counters.ts";
import { createGate } from "./gate.ts";
import { guard, maxBodyBytes } from "./guard.ts";
import { addApi } from "./add-api.ts";
import { addAssets } from "./add-assets.ts";
import { addHealth } from "./add-health.ts";
import { addImport } from "./add-import.ts";
import { problemOf, Refusal } from "./problem.ts";
import { securityHeaders } from "./security-headers.ts";

/** What a server is made of; nothing in it is read from the environment. */
export interface ServerOptions {
  readonly backend: Backend;
  readonly assets: readonly Asset[];
  /** The product's version; part of every entity tag. */
  readonly version: string;
  /** A text that changes where what a metric means does; part of every answer's entity tag. */
  readonly definitions?: string;
  /** The session's token. */
  readonly token: string;
  /** True where others than this machine can connect: then every question needs the token. */
  readonly isPublic: boolean;
  /** The Host values that are ours, asked for at every request since the port may be known late. */
  readonly hosts: () => ReadonlySet<string>;
  /** How long a client may take to send its headers, and its whole request; default 10 s and 30 s. */
  readonly patience?: { readonly headersMs: number; readonly requestMs: number };
  /** Told of every error that is not the client's. */
  readonly onUnexpected: (requestId: string, error: unknown) => void;
}

const limits = { questionsAtOnce: 2, questionsInLine: 128, cachedCharacters: 64_000_000 } as const;
const defaultPatience = { headersMs: 10_000, requestMs: 30_000 } as const;

/** A server over `backend`, not listening yet. */
export function createServer(options: ServerOptions): FastifyInstance {
  const counters = createCounters();
  const gate = createGate({ running: limits.questionsAtOnce, waiting: limits.questionsInLine });
  const answers = createAnswers({
    backend: options.backend,
    gate,
    version: `${options.version} ${options.definitions ?? ""}`,
    maxCharacters: limits.cachedCharacters,
    onMet: (met) => counters.question(met),
  });
  const fail = failWith(options);
  const { headersMs, requestMs } = options.patience ?? defaultPatience;
  const app = Fastify({
    logger: false,
    genReqId: () => randomUUID(),
    bodyLimit: maxBodyBytes,
    requestTimeout: requestMs,
    connectionTimeout: 120_000,
    keepAliveTimeout: 5_000,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    // Parameters are read by our own strict reader.
    routerOptions: { querystringParser: () => ({}) },
    http: { headersTimeout: headersMs, connectionsCheckingInterval: Math.min(1_000, headersMs), maxHeaderSize: 16_384 },
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error, request, reply) => fail(error, request as FastifyRequest, reply as FastifyReply),
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({ ...securityHeaders, "x-request-id": request.id });
    const { method, url = "", headers, rawHeaders } = request.raw;
    guard({ method: method ?? "", url, headers, rawHeaders }, options.hosts());
  });
  app.addHook("onResponse", async (request, reply) => {
    counters.request(request.routeOptions.url ?? "none", reply.statusCode, reply.elapsedTime / 1_000);
  });
  app.setErrorHandler(fail);
  app.setNotFoundHandler((request, reply) => fail(missing(app, request), request, reply));
  addApi(app, { ...options, answers });
  addImport(app, options);
  addHealth(app, { ...options, counters, gate });
  addAssets(app, options.assets);
  return app;
}

type Fail = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/** Answers an error with its problem; errors that are not the client's are told to `onUnexpected` as they are. */
function failWith({ onUnexpected }: ServerOptions): Fail {
  return (error, request, reply) => {
    const { problem, headers } = problemOf(error, request.id);
    if (problem.status === 500 || problem.status === 502) onUnexpected(request.id, error);
    void reply
      .code(problem.status)
      .headers({ ...securityHeaders, ...headers, "x-request-id": request.id, "cache-control": "no-store" })
      .type("application/problem+json")
      // As bytes: to text Fastify would add a charset, which this type has not.
      .send(Buffer.from(JSON.stringify(problem)));
  };
}

/** A path that exists but is asked in another way is 405, any other 404. */
function missing(app: FastifyInstance, request: FastifyRequest): Refusal {
  const path = (request.raw.url ?? "").split("?", 1)[0] ?? "";
  if (request.method === "GET" || request.method === "HEAD" || !app.hasRoute({ method: "GET", url: path })) {
    return new Refusal(404, "Nothing is at this path.", { hint: "The paths are listed in /v1/openapi.json." });
  }
  return new Refusal(405, `${request.method} is not possible here.`, {
    hint: "Use GET.",
    headers: { allow: "GET, HEAD" },
  });
}

/** What Node's parser refuses before there is a request: answered in the same shape, and the connection cut. */
function refuseConnection(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOfParserError(error.code);
  const refusal = new Refusal(status, "The request cannot be read.", {
    hint: "Send a smaller or well-formed request.",
  });
  const body = JSON.stringify(problemOf(refusal, randomUUID()).problem);
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
      `X-Content-Type-Options: nosniff\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  // Whoever keeps sending after the refusal is cut off rather than listened to.
  setTimeout(() => socket.destroy(), 1_000).unref();
}

function statusOfParserError(code: string | undefined): number {
  if (code === "HPE_HEADER_OVERFLOW") return 431;
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return 408;
  return 400;
}
