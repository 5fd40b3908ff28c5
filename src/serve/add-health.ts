import type { FastifyInstance } from "fastify";
import type { Backend } from "./backend.ts";
import type { Counters } from "./counters.ts";
import type { Gate } from "./gate.ts";
import { Refusal } from "./problem.ts";
import { requireSession } from "./session.ts";

/** What the paths for machines need of the server. */
export interface HealthOptions {
  readonly backend: Backend;
  readonly counters: Counters;
  readonly gate: Gate;
  readonly token: string;
  readonly isPublic: boolean;
}

/** `/healthz` (the process answers), `/readyz` (there are data to answer from) and `/metrics` (Prometheus). */
export function addHealth(app: FastifyInstance, { backend, counters, gate, token, isPublic }: HealthOptions): void {
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async () => {
    const generation = await backend.generation();
    if (generation > 0) return { status: "ready", generation };
    throw new Refusal(503, "Nothing is loaded yet.", {
      hint: 'Run "tidemark load".',
      headers: { "retry-after": "5" },
    });
  });
  app.get("/metrics", async (request, reply) => {
    if (isPublic) requireSession(request.headers.authorization, token);
    reply.type("text/plain; version=0.0.4; charset=utf-8");
    return counters.text({
      questions_running: gate.running,
      questions_waiting: gate.waiting,
      resident_memory_bytes: process.memoryUsage.rss(),
      uptime_seconds: process.uptime(),
    });
  });
}
