import { z } from "zod";
import type { ImportPreview } from "../workspace/types.ts";

const kind = z.enum(["events", "subscriptions", "aliases"]);
const counts = z.record(z.string(), z.number().int());
const cell = z.union([z.string(), z.number(), z.null()]);
const mappingText = z.string().max(200_000);
const shortText = z.string().max(1_024);

/** Where the address of an upload says what the body is. */
export const uploadParameters = z.strictObject({
  name: shortText.optional().describe("The file's name; in reports and in quarantine."),
  kind: kind.optional().describe("What its rows are; guessed where left out."),
});

/** `POST /v1/import/preview` with JSON: look at an upload again, under another mapping. */
export const previewRequestSchema = z.strictObject({
  upload: shortText.describe("What the first preview called the file."),
  kind: kind.optional(),
  mapping: mappingText.optional().describe("The text of a mapping file; guessed where left out."),
  preset: shortText.optional(),
});

const previewSchema = z.object({
  schemaVersion: z.literal(1),
  file: z.string(),
  kind,
  preset: z.string().nullable().describe("The known export it is or looks like."),
  guessed: z.boolean(),
  mapping: z.string().nullable().describe("The mapping as the text of a mapping file."),
  columns: z
    .array(z.object({ name: z.string(), samples: z.array(z.string()).readonly(), target: z.string().nullable() }))
    .readonly(),
  problem: z
    .object({ detail: z.string(), hint: z.string() })
    .nullable()
    .describe("What the guessed mapping lacks; null where the file can be imported."),
  rows: z.array(z.object({ line: z.number().int(), values: z.record(z.string(), cell) })).readonly(),
  rejected: z
    .array(z.object({ line: z.number().int(), column: z.string().nullable(), reason: z.string(), raw: z.string() }))
    .readonly(),
  rowsSampled: z.number().int(),
  isWhole: z.boolean().describe("True where the sample is the whole file."),
  rowsLoaded: z.number().int(),
  rowsRejected: z.number().int(),
  rowsSkipped: z.number().int(),
  reasons: counts,
  skipped: counts,
  droppedColumns: z.array(z.string()).readonly(),
  unknownValues: counts,
}) satisfies z.ZodType<ImportPreview>;

/** What `POST /v1/import/preview` answers: the preview, and what can be mapped. */
export const uploadPreviewSchema = previewSchema.extend({
  upload: z.string().describe("Names the file in further requests; forgotten after an hour, or once it is imported."),
  bytes: z.number().int(),
  targets: z.array(z.object({ name: z.string(), required: z.boolean() })).readonly(),
  presets: z.array(z.string()).readonly(),
});
/** What `POST /v1/import/preview` answers. */
export type UploadPreview = z.output<typeof uploadPreviewSchema>;
/** What `POST /v1/import/preview` takes as JSON. */
export type PreviewRequest = z.output<typeof previewRequestSchema>;

/** `POST /v1/import` with JSON: import an upload. */
export const importRequestSchema = z.strictObject({
  upload: shortText,
  kind,
  mapping: mappingText.optional().describe("The text of a mapping file."),
  preset: shortText.optional(),
  through: shortText.optional().describe("Until when the file is complete; default: its latest instant."),
  maxRejected: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("Greatest share of rows that may be rejected; default 0.01."),
  load: z.boolean().optional().describe("Whether to load it into the warehouse too; default true."),
});
/** What `POST /v1/import` takes. */
export type ImportRequest = z.output<typeof importRequestSchema>;

/** What `POST /v1/import` answers. */
export const importResultSchema = z.object({
  batchId: z.string(),
  commit: z.number().int().nullable(),
  alreadyDone: z.boolean().describe("True where this very file was imported before, and nothing changed."),
  rowsRead: z.number().int(),
  rowsLoaded: z.number().int(),
  rowsRejected: z.number().int(),
  rowsSkipped: z.number().int(),
  reasons: counts,
  skipped: counts,
  droppedColumns: z.array(z.string()).readonly(),
  unknownValues: counts,
  generation: z.number().int().nullable().describe("The generation that has it; null where it was not loaded."),
  duplicates: z.number().int(),
  conflicts: z.number().int(),
});
/** What `POST /v1/import` answers. */
export type ImportResult = z.output<typeof importResultSchema>;
