import type { z } from "zod";
import { noParameters } from "./contract.ts";
import {
  importRequestSchema,
  importResultSchema,
  previewRequestSchema,
  uploadParameters,
  uploadPreviewSchema,
} from "./import-contract.ts";

/** A path that takes a body, as the OpenAPI document tells it. */
export interface PostRoute {
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly parameters: z.ZodObject;
  /** What the body may be, by its media type. */
  readonly bodies: Readonly<Record<string, z.ZodType | "bytes">>;
  readonly answer: z.ZodType;
}

/** Every path of the API that takes a body; all of them need the session's token and an Origin. */
export const postRoutes: readonly PostRoute[] = [
  {
    path: "/v1/import/preview",
    name: "UploadPreview",
    summary: "Send a file and see what an import of it would do, or look again under another mapping",
    parameters: uploadParameters,
    bodies: { "application/octet-stream": "bytes", "application/json": previewRequestSchema },
    answer: uploadPreviewSchema,
  },
  {
    path: "/v1/import",
    name: "ImportResult",
    summary: "Import a file that was sent, and load it",
    parameters: noParameters,
    bodies: { "application/json": importRequestSchema },
    answer: importResultSchema,
  },
];
