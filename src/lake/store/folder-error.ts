import { UserError } from "../../schema/user-error.ts";

const refusals: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted, or its file system has no hard links",
  ENOTSUP: "its file system has no hard links",
  EROFS: "read-only file system",
  ENOTDIR: "a part of the path is a file",
};

/** The code of an error of the operating system, e.g. ENOENT; undefined for any other error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

/** The result of `work`; where `folder` cannot be used for a reason that lies outside of us, a `config` error says which. */
export async function explained<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = refusals[codeOf(error) ?? ""];
    if (reason === undefined) throw error;
    throw new UserError(
      "config",
      `Cannot use the folder ${folder}: ${reason}.`,
      "Choose another folder, or change its permissions.",
    );
  }
}
