import { emptyFile } from "./columns-of-file.ts";
import { type Mapping, mappedColumns } from "./mapping.ts";
import { openRecords } from "./open-records.ts";
import type { InputFile } from "./records.ts";
import { createRowReader } from "./row-reader.ts";
import { utc } from "../schema/timezone.ts";

/**
 * Check that a file has the columns `mapping` reads, without reading further than its header.
 * @throws UserError `data_quality` naming the first that is absent, the nearest name and what there is.
 */
export async function checkColumns(file: InputFile, mapping: Mapping): Promise<void> {
  for await (const { columns } of openRecords(file, { names: mappedColumns(mapping), format: mapping.format })) {
    const nobody = { file: file.name, columns, idOf: () => "", onUnknown: () => undefined };
    createRowReader({ mapping, timezone: utc, currency: "USD", now: 0 }, nobody);
    return;
  }
  throw emptyFile(file.name);
}
