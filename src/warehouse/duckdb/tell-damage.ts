import { UserError } from "../../schema/user-error.ts";
import { sha256OfFile } from "./file-hash.ts";
import { type GenerationRecord, notPublished } from "./generation-file.ts";

/** How the engine begins to say that it cannot read a file. */
const unreadable = /\b(IO|Serialization|Fatal|INTERNAL) Error\b|Corrupt/i;

/**
 * Throw `error`, or, where the engine failed because the database at `path` is not the one that `record` published, the
 * UserError `integrity` that says so. The file is only read where the error sounds like that.
 */
export async function tellDamage(path: string, record: GenerationRecord, error: unknown): Promise<never> {
  if (error instanceof UserError || !(error instanceof Error) || !unreadable.test(error.message)) throw error;
  const found = await sha256OfFile(path).catch(() => null);
  throw found === record.databaseSha256 ? error : notPublished(path);
}
