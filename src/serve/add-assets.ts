import type { FastifyInstance } from "fastify";
import type { Asset } from "./assets.ts";
import { holds } from "./etag.ts";
import { Refusal } from "./problem.ts";

/** Put each file of the dashboard on `app` under its own path; there is no pattern that could reach any other file. */
export function addAssets(app: FastifyInstance, assets: readonly Asset[]): void {
  for (const asset of assets) {
    app.get(asset.path, async (request, reply) => {
      reply.headers({ etag: asset.etag, "cache-control": asset.cacheControl, vary: "accept-encoding" });
      if (holds(request.headers["if-none-match"], asset.etag)) return reply.code(304).send();
      reply.type(asset.type);
      const zipped = asset.gzip !== null && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
      return zipped ? reply.header("content-encoding", "gzip").send(asset.gzip) : reply.send(asset.body);
    });
  }
  if (assets.length > 0) return;
  app.get("/", async () => {
    throw new Refusal(404, "The dashboard has not been built.", { hint: 'Run "npm run build", then start again.' });
  });
}
