import { z } from "zod";

const text = z.string().max(10_000);
const name = text.min(1);
const names = z.union([name, z.array(name).min(1).max(50)]);

/** How one target is filled, written out. */
export const ruleSchema = z.strictObject({
  column: names
    .optional()
    .describe("The source's column, or a path such as properties.plan; of several, the first that is not empty."),
  constant: text.optional().describe("One text for all rows, instead of a column."),
  join: z.array(name).min(2).max(20).optional().describe("Columns put together, instead of one; empty where one is."),
  with: text.optional().describe("What stands between the joined columns; default: nothing."),
  trim: z.boolean().optional().describe("Take blanks off both ends."),
  before: name.optional().describe("Keep only what stands before the first place of this text."),
  after: name.optional().describe("Keep only what stands behind the first place of this text."),
  case: z.enum(["lower", "upper"]).optional().describe("Turn letters into lower or upper case."),
  decimal: z.enum(["point", "comma"]).optional().describe("comma reads 1.234,50 as 1234.50; default: point."),
  prefix: text.optional().describe("Put this in front of what is not empty."),
  lookup: z.record(text, text).optional().describe('Other texts for some: "Design Saved": project_created.'),
  otherwise: z
    .enum(["keep", "empty", "reject", "drop"])
    .optional()
    .describe(
      "What becomes of a text the lookup does not have: kept (default), emptied, or its row rejected or dropped.",
    ),
  unit: z
    .enum(["iso", "s", "ms", "us", "ns", "auto"])
    .optional()
    .describe("How an instant is written: ISO 8601 (default), a count from 1970, or either, told by its digits."),
  format: name.optional().describe("A pattern of an instant, of YYYY, MM, DD, HH, mm and ss: DD/MM/YYYY HH:mm."),
  timezone: name
    .optional()
    .describe("Of instants without an offset; of counts from 1970, where they count local time."),
});

const rule = z.union([name.describe("A column of the source."), ruleSchema]);

const filter = z.strictObject({
  column: name,
  is: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe("Rows with one of these texts are dropped."),
  is_not: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe("Rows with any other text are dropped."),
});

/** A mapping file, `maps/*.yaml`: which column of a source means what. */
export const mappingFileSchema = z.strictObject({
  version: z.literal(1).optional(),
  kind: z.enum(["events", "subscriptions", "aliases"]).optional().describe("What the rows are."),
  preset: name.optional().describe("A known export to begin with; what else the file says goes before it."),
  discounts: z
    .enum(["all", "forever"])
    .optional()
    .describe("Which discounts of a billing export count: all while they run (default), or those without an end."),
  format: z
    .strictObject({
      kind: z.enum(["csv", "ndjson", "json", "parquet"]).optional().describe("Default: told by the content."),
      delimiter: name
        .optional()
        .describe("One character, tab, or blanks in any number; default: told by the first line."),
      header: z.array(text).min(1).optional().describe("Names of the columns of a CSV file that has no header."),
      quote: z.enum(["double", "none"]).optional().describe("none: a quote is a character like any other."),
    })
    .optional(),
  timezone: name.optional().describe("Of instants without an offset; default: the workspace's."),
  columns: z.record(name, rule).optional().describe("Each target and how it is filled."),
  properties: z.record(name, rule).optional().describe("Properties of events to keep; all others are dropped."),
  drop: z.array(filter).optional().describe("Rows that are left out; they are counted."),
  pseudonymise: z.boolean().optional().describe("Keep no user's id, only what this install's key makes of it."),
});

/** What a mapping file says. */
export type MappingFile = z.output<typeof mappingFileSchema>;

/** One rule of a mapping file: a column, or the rule written out. */
export type RuleText = z.output<typeof rule>;

/** The JSON Schema of mapping files, for editors and reviewers; `docs/mapping.schema.json`. */
export function mappingJsonSchema(): object {
  const schema = z.toJSONSchema(mappingFileSchema, { target: "draft-2020-12", io: "input" });
  return { title: "Tidemark mapping file", ...schema };
}
