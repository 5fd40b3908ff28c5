import { UserError } from "../schema/user-error.ts";

/** The module that `load` imports; UserError `config` with the command that installs it where it is not there. */
export async function importDriver<T>(packages: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new UserError(
      "config",
      `This warehouse needs ${packages}, which Tidemark does not bring along.`,
      `Run "npm install ${packages}" where Tidemark is installed.`,
    );
  }
}
