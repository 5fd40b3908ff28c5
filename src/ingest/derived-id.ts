import { hash } from "node:crypto";
import { createOccurrenceCounter, type OccurrenceCounter } from "./occurrence-counter.ts";
import type { Records } from "./records.ts";

/** Marks an id that the source did not give. */
export const derivedPrefix = "sha256:";

/**
 * A maker of ids for the records of one file that have none: `sha256:` and the first 128 bits, in hex, of the SHA-256 of
 * (canonical record, n), n the record's ordinal among equal ones of the file. The canonical record is all of it, mapped
 * or not: the id stays the same whatever the mapping, the delimiter and the quoting, so that importing a file again with a
 * better mapping counts nothing twice. `occurrences` has counted the records before.
 */
export function createIdMaker(
  occurrences: Pick<OccurrenceCounter, "add"> = createOccurrenceCounter(),
): (records: Pick<Records, "canonical">) => string {
  return (records) => {
    const digest = hash("sha256", records.canonical(), "hex");
    const n = occurrences.add(Number.parseInt(digest.slice(0, 8), 16), Number.parseInt(digest.slice(8, 16), 16));
    return derivedPrefix + (n === 0 ? digest : hash("sha256", `${digest} ${n}`, "hex")).slice(0, 32);
  };
}
