import type { z } from "zod";
import { nearestName } from "../schema/user-error.ts";
import { Refusal } from "./problem.ts";

/** Most `name=value` pairs that one address may have. */
const maxPairs = 200;

/**
 * The parameters of `url` as `schema` has them. A name that the schema does not know, a scalar given twice, an escape
 * that is no UTF-8 and a NUL are refused: nothing is guessed, dropped or taken for something else.
 */
export function readParameters<P extends z.ZodObject>(url: string, schema: P): z.output<P> {
  const given = new Map<string, string[]>();
  for (const [name, value] of pairsOf(url)) {
    const values = given.get(name);
    if (values === undefined) given.set(name, [value]);
    else values.push(value);
  }
  const raw: Record<string, string | readonly string[]> = Object.create(null);
  for (const [name, values] of given) raw[name] = valueOf(schema, name, values);
  const checked = schema.safeParse({ ...raw });
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw badParameter(`Parameter "${issue?.path.join(".") ?? ""}": ${issue?.message ?? "not valid"}.`);
}

function pairsOf(url: string): readonly (readonly [string, string])[] {
  const start = url.indexOf("?");
  if (start === -1) return [];
  const parts = url
    .slice(start + 1)
    .split("&", maxPairs + 1)
    .filter((part) => part !== "");
  if (parts.length > maxPairs) throw badParameter(`More than ${maxPairs} parameters.`);
  return parts.map((part) => {
    const equals = part.indexOf("=");
    return equals === -1 ? [decode(part), ""] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))];
  });
}

function decode(text: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw badParameter("The address has an escape that is no UTF-8.");
  }
  if (decoded.includes("\0")) throw badParameter("The address has a NUL character.");
  return decoded;
}

function valueOf(schema: z.ZodObject, name: string, values: readonly string[]): string | readonly string[] {
  const names = Object.keys(schema.shape);
  if (!names.includes(name)) {
    const nearest = nearestName(name, names);
    const wayOut = nearest === null ? `This path takes ${names.join(", ") || "none"}.` : `Did you mean "${nearest}"?`;
    throw badParameter(`No parameter is called "${clip(name)}".`, wayOut);
  }
  if (isRepeatable(schema.shape[name])) return values;
  if (values.length > 1) throw badParameter(`Parameter "${name}" is given ${values.length} times.`, "Give it once.");
  return values[0] ?? "";
}

/** Whether a schema, optional or not, is an array. */
export function isRepeatable(schema: unknown): boolean {
  const { type, def } = schema as { readonly type?: string; readonly def?: { readonly innerType?: unknown } };
  return type === "array" || (type === "optional" && isRepeatable(def?.innerType));
}

function badParameter(message: string, hint = "The parameters are described in /v1/openapi.json."): Refusal {
  return new Refusal(400, message, { hint });
}

function clip(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
