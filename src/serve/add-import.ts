import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Backend } from "./backend.ts";
import { noParameters } from "./contract.ts";
import {
  type ImportRequest,
  importRequestSchema,
  type PreviewRequest,
  previewRequestSchema,
  uploadParameters,
  type UploadPreview,
} from "./import-contract.ts";
import { readParameters } from "./parameters.ts";
import { Refusal } from "./problem.ts";
import { requireSession } from "./session.ts";
import { createUploads, refuseTooLarge, type Uploads } from "./uploads.ts";

/** What importing over HTTP needs of the server. */
export interface AddImportOptions {
  readonly backend: Backend;
  readonly token: string;
}

/** Longest JSON body: a mapping is a page of text. */
const maxJsonBytes = 262_144;

/**
 * Put `POST /v1/import/preview` (a file's bytes, or JSON about one that was sent) and `POST /v1/import` on `app`. Both
 * change or show what is people's own: they need the session's token, and an Origin, which no other site can forge.
 */
export function addImport(app: FastifyInstance, { backend, token }: AddImportOptions): void {
  const uploads = createUploads(backend.uploadFolder);
  let importing = false;
  app.addHook("onClose", () => uploads.clear());
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // Bodies go to disk, or are read below: nothing is parsed before the session is checked.
    scope.addContentTypeParser("*", (_request, body, done) => done(null, body));
    scope.addHook("onRequest", async ({ headers }) => {
      requireSession(headers.authorization, token);
      if (headers.origin !== undefined) return;
      throw new Refusal(403, "The request has no Origin header.", {
        hint: "Send the address of this server as Origin.",
      });
    });
    scope.post("/v1/import/preview", async (request, reply) => {
      const preview = isJson(request)
        ? await previewAgain(uploads, backend, await readJson(request, previewRequestSchema))
        : await previewNew(uploads, backend, request);
      return send(reply, preview);
    });
    scope.post("/v1/import", async (request, reply) => {
      readParameters(request.raw.url ?? "", noParameters);
      const asked = await readJson(request, importRequestSchema);
      const upload = uploads.find(asked.upload);
      if (importing) {
        throw new Refusal(409, "Another import is under way.", {
          hint: "Wait until it is done, then send this again.",
        });
      }
      importing = true;
      try {
        const result = await backend.importUpload(upload, optionsOf(asked));
        await uploads.forget(upload.id);
        return send(reply, result);
      } finally {
        importing = false;
      }
    });
  });
}

async function previewNew(uploads: Uploads, backend: Backend, request: FastifyRequest): Promise<UploadPreview> {
  const { name, kind } = readParameters(request.raw.url ?? "", uploadParameters);
  refuseTooLarge(request.headers["content-length"]);
  if (request.body === undefined || request.body === null) {
    throw new Refusal(400, "The request has no body.", { hint: "Send the file's bytes as the body." });
  }
  const upload = await uploads.take(request.body as Readable, baseName(name ?? "upload"));
  try {
    return await backend.previewUpload(upload, { kind });
  } catch (error) {
    await uploads.forget(upload.id);
    throw error;
  }
}

async function previewAgain(uploads: Uploads, backend: Backend, asked: PreviewRequest): Promise<UploadPreview> {
  const { kind, mapping: mappingText, preset } = asked;
  return backend.previewUpload(uploads.find(asked.upload), { kind, mappingText, preset });
}

function optionsOf({ kind, mapping: mappingText, preset, through, maxRejected, load }: ImportRequest) {
  return { kind, mappingText, preset, through, maxRejected, load };
}

function isJson({ headers }: FastifyRequest): boolean {
  // A JSON file that is dropped comes as octets; JSON about a file says so in its type.
  return (headers["content-type"] ?? "").split(";")[0]?.trim() === "application/json";
}

/** The body as `schema` has it. Refusal 413 where it is too long, 400 where it is no such JSON. */
async function readJson<S extends z.ZodType>(request: FastifyRequest, schema: S): Promise<z.output<S>> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of (request.body ?? []) as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > maxJsonBytes) {
      throw new Refusal(413, `The body has more than ${maxJsonBytes} bytes.`, {
        hint: "Send less.",
        headers: { connection: "close" },
      });
    }
    pieces.push(piece);
  }
  const parsed = schema.safeParse(jsonOf(Buffer.concat(pieces)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Refusal(400, `The body's "${issue?.path.join(".") ?? ""}": ${issue?.message ?? "not valid"}.`, {
    hint: "See /v1/openapi.json.",
  });
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(400, "The body is no JSON.", { hint: "Send JSON in UTF-8, as application/json." });
  }
}

/** The last part of a path, without what could lead elsewhere or steer a terminal. */
function baseName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? "";
  return last.replaceAll(/[\p{Cc}\p{Cf}]/gu, "").slice(0, 200) || "upload";
}

function send(reply: FastifyReply, body: object): FastifyReply {
  return reply.header("cache-control", "no-store").type("application/json; charset=utf-8").send(JSON.stringify(body));
}
