import { UserError } from "../../schema/user-error.ts";

/** What PostgreSQL or the network calls an error: an SQLSTATE such as 28P01, or a code such as ECONNREFUSED. */
function codeOf(error: unknown): string {
  return (error as { readonly code?: string }).code ?? "";
}

const refused = ["28P01", "28000"];
const noAnswer = /^(E[A-Z_]+|57P0[123]|08\d{3}|53300)$/;
const noRoom = ["53100", "53200", "53000"];

/**
 * What the person is told where the server is at fault; every other error is a bug and stays what it is. Says codes and
 * places only, so that nothing of an address or a statement can come out.
 */
export function explainPostgresError(error: unknown, location: string): unknown {
  if (error instanceof UserError) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : "";
  if (refused.includes(code) || (/password|SASL|no pg_hba/i.test(message) && code === ""))
    return unreachable(
      `${location} refused the user or the password.`,
      "Set TIDEMARK_WAREHOUSE, PGPASSWORD or PGPASSFILE.",
    );
  if (code === "3D000")
    return unreachable(`${location} does not exist on that server.`, "Create the database, or check --warehouse.");
  if (code === "42501")
    return unreachable(
      `${location} does not let this user do that.`,
      "Grant it create on the database, or make its schema for it.",
    );
  if (noRoom.includes(code))
    return unreachable(
      `${location} has no room left (${code}).`,
      "Nothing of this load counts. Make room and load again.",
    );
  if (noAnswer.test(code) || /timeout|terminated|Connection ended/i.test(message))
    return unreachable(
      `No answer from ${location}${code === "" ? "" : ` (${code})`}.`,
      "Check --warehouse and that the server is up.",
    );
  return error;
}

function unreachable(message: string, hint: string): UserError {
  return new UserError("unreachable", message, hint);
}
