import { UserError } from "../../schema/user-error.ts";

const refused = ["516", "192", "193", "194"];
const forbidden = "497";
const unknownDatabase = "81";
const noRoom = ["243", "241"];
const noCollection = "669";
const s3Failed = "499";

/**
 * What the person is told where the server is at fault; every other error is a bug and stays what it is. Says codes and
 * places only, so that nothing of an address or a statement can come out.
 */
export function explainClickhouseError(error: unknown, location: string): unknown {
  if (error instanceof UserError) return error;
  const message = error instanceof Error ? error.message : "";
  // The driver takes the code out of the text only where the text ends as it expects.
  const code = (error as { readonly code?: string }).code ?? /^Code: (\d+)/.exec(message)?.[1] ?? "";
  if (refused.includes(code))
    return unreachable(
      `${location} refused the user or the password.`,
      "Set TIDEMARK_WAREHOUSE or CLICKHOUSE_PASSWORD.",
    );
  if (code === forbidden)
    return unreachable(
      `${location} does not let this user do that.`,
      "Grant it create, select, insert and alter on the database.",
    );
  if (code === unknownDatabase)
    return unreachable(`${location} does not exist on that server.`, "Create the database, or check --warehouse.");
  if (code === noCollection)
    return unreachable(
      `${location} has no named collection of the name that lake= gives.`,
      "Create it, and grant named collection on it to this user; or leave lake= out and the files are sent.",
    );
  if (code === s3Failed)
    return unreachable(
      `${location} cannot read the lake from S3 by itself.`,
      "Check the url and the credentials in its named collection. Nothing of this load counts.",
    );
  if (noRoom.includes(code) || /No space left on device/i.test(message))
    return unreachable(
      `${location} has no room left (${code}).`,
      "Nothing of this load counts. Make room and load again.",
    );
  if (/^E[A-Z_]+$/.test(code) || /timeout|socket hang up|aborted/i.test(message))
    return unreachable(
      `No answer from ${location}${code === "" ? "" : ` (${code})`}.`,
      "Check --warehouse and that the server is up.",
    );
  return error;
}

function unreachable(message: string, hint: string): UserError {
  return new UserError("unreachable", message, hint);
}
