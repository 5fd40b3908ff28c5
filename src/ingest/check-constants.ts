import { UserError } from "../schema/user-error.ts";
import { instantReader } from "./instant-reading.ts";
import { UnreadableCell } from "./json-value.ts";
import { isBlank, type RowSettings } from "./row-reader.ts";
import { readAmount } from "./target.ts";

/**
 * Check the constants of a mapping once, so that a misspelt one is not reported for every row.
 * @throws UserError `usage` naming the constant.
 */
export function checkConstants({ mapping, timezone, currency }: Omit<RowSettings, "now">): void {
  for (const target of mapping.shape.targets) {
    const rule = mapping.rules.get(target.name);
    if (rule?.source.kind !== "constant") continue;
    const { text } = rule.source;
    const currencySource = mapping.rules.get("currency")?.source;
    if (target.read === readAmount && currencySource !== undefined && currencySource.kind !== "constant") continue;
    const read = rule.instant === null ? target.read : instantReader(rule.instant);
    const reason = isBlank(text) ? target.missing : (target.unreadable ?? "not known");
    if (reason === undefined || (!isBlank(text) && isRead(() => read(text, { timezone, currency })))) continue;
    throw new UserError("usage", `"${text}" for ${target.name}: ${reason}.`, `Correct ${target.name}==… in --map.`);
  }
}

function isRead(read: () => unknown): boolean {
  try {
    return read() !== undefined;
  } catch (error) {
    if (error instanceof UnreadableCell) return false;
    throw error;
  }
}
