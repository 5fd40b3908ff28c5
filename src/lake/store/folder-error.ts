import { statfs } from "node:fs/promises";
import { UserError } from "../../schema/user-error.ts";

const refusals: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted, or its file system has no hard links",
  ENOTSUP: "its file system has no hard links",
  EROFS: "read-only file system",
  ENOTDIR: "a part of the path is a file",
};

/** A disk without room for what was to be written; nothing half-written counts. */
export class FullDiskError extends UserError {}

/** What is said of a full disk: what it has left, and about how many bytes are still to be written where that is known. */
export async function fullDisk(folder: string, neededBytes: number | null = null): Promise<FullDiskError> {
  const free = await statfs(folder).then(
    ({ bavail, bsize }) => `${bavail * bsize} bytes are free`,
    () => null,
  );
  const needed = neededBytes === null ? null : `about ${Math.ceil(neededBytes)} are needed`;
  const told = [free, needed].filter((one) => one !== null).join(", ");
  return new FullDiskError(
    "disk_full",
    `The disk of ${folder} is full${told === "" ? "" : `: ${told}`}.`,
    "Free some space and run it again; nothing half-written counts.",
  );
}

/** The code of an error of the operating system, e.g. ENOENT; undefined for any other error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

/** Whether the disk had no room left for what was written, be it said by Node or, in words alone, by the engine. */
export function isFull(error: unknown): boolean {
  if (error instanceof FullDiskError) return true;
  if (error instanceof Error && error.message.includes("No space left on device")) return true;
  return ["ENOSPC", "EDQUOT", "EFBIG"].includes(codeOf(error) ?? "");
}

/** The result of `work`; where `folder` cannot be used for a reason that lies outside of us, a `config` error says which (`disk_full`: it has no room). */
export async function explained<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isFull(error)) throw await fullDisk(folder);
    const reason = refusals[codeOf(error) ?? ""];
    if (reason === undefined) throw error;
    throw new UserError(
      "config",
      `Cannot use the folder ${folder}: ${reason}.`,
      "Choose another folder, or change its permissions.",
    );
  }
}
