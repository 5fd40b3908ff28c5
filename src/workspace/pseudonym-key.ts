import { randomBytes } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../schema/user-error.ts";

const keyBytes = 32;

/**
 * The secret key of this workspace's pseudonyms, `pseudonym.key` in its folder, readable by its owner alone; made at the
 * first use. Whoever loses it can no longer bring the pseudonyms of new and old data together.
 */
export async function pseudonymKey(dir: string): Promise<Buffer> {
  const path = join(dir, "pseudonym.key");
  const found = await read(path);
  if (found !== null) return checked(found, path);
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  await writeFile(temporary, `${randomBytes(keyBytes).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  try {
    // A link fails where another process made the key in the meantime; that one holds then.
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(temporary, { force: true });
  }
  return checked((await read(path)) ?? "", path);
}

async function read(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

function checked(text: string, path: string): Buffer {
  const key = Buffer.from(text.trim(), "hex");
  if (key.length === keyBytes) return key;
  throw new UserError("integrity", `${path} is no key of pseudonyms.`, "Restore it from a backup of the workspace.");
}
