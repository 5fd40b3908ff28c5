import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Answers, Sent } from "./answers.ts";
import type { Backend } from "./backend.ts";
import { noParameters } from "./contract.ts";
import { etagOf, holds } from "./etag.ts";
import { openapiOf } from "./openapi.ts";
import { readParameters } from "./parameters.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes.ts";
import { requireSession } from "./session.ts";

/** What the API needs of the server. */
export interface ApiOptions {
  readonly backend: Backend;
  readonly answers: Answers;
  readonly version: string;
  readonly token: string;
  readonly isPublic: boolean;
}

/** Put every route of the API, and the document that describes them, on `app`. */
export function addApi(app: FastifyInstance, options: ApiOptions): void {
  for (const route of routes) {
    app.get(route.path, async (request, reply) => {
      // Who may not ask is told so before anything about the question.
      if (route.needsSession || options.isPublic) requireSession(request.headers.authorization, options.token);
      const parameters = readParameters(request.raw.url ?? "", route.parameters);
      const isPersonal = route.needsSession || route.isPersonal?.(parameters) === true || namesUsers(parameters);
      if (isPersonal) requireSession(request.headers.authorization, options.token);
      const sent = await answer(route, parameters, { ...options, request });
      reply.header("cache-control", isPersonal ? "no-store" : "private, no-cache");
      return send(request, reply, sent);
    });
  }
  const document = JSON.stringify(openapiOf(routes, options.version));
  app.get("/v1/openapi.json", async (request, reply) => {
    readParameters(request.raw.url ?? "", noParameters);
    return send(request, reply, { body: document, etag: etagOf([document]) });
  });
}

/** Whether the rows would be about single users: a breakdown or a filter by user. */
export function namesUsers(parameters: Readonly<Record<string, unknown>>): boolean {
  const listed = (key: string) => (Array.isArray(parameters[key]) ? parameters[key].map(String) : []);
  return listed("by").includes("user_id") || listed("where").some((filter) => /^\s*user_id\s*!?=/.test(filter));
}

interface AnswerOptions extends ApiOptions {
  readonly request: FastifyRequest;
}

async function answer(
  route: Route,
  parameters: Parameters<Route["handle"]>[0],
  { request, backend, answers, version }: AnswerOptions,
): Promise<Sent> {
  const isWanted = (): boolean => !request.raw.socket.destroyed;
  const found = await route.handle(parameters, { backend, answers, isWanted });
  if ("body" in found && "etag" in found) return found;
  const body = JSON.stringify(found);
  return { body, etag: etagOf([version, body]) };
}

/** The answer, or 304 where the client holds it already. */
function send(request: FastifyRequest, reply: FastifyReply, sent: Sent): FastifyReply {
  reply.header("etag", sent.etag);
  if (holds(request.headers["if-none-match"], sent.etag)) return reply.code(304).send();
  return reply.type("application/json; charset=utf-8").send(sent.body);
}
