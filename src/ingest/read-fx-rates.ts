import { readFile, stat } from "node:fs/promises";
import { type Day, parseDay } from "../schema/date.ts";
import { UserError } from "../schema/user-error.ts";
import { noSuchColumn } from "./columns-of-file.ts";
import { takeHeader } from "./csv-header.ts";
import { createCsvScanner, type CsvScanner } from "./csv-scanner.ts";
import { splitPairs } from "./mapping-pairs.ts";
import { readCurrency } from "./target.ts";

/** One declared rate: from `validFrom` on, one major unit of `from` is worth numerator ÷ denominator of `to`. */
export interface DeclaredRate {
  readonly from: string;
  readonly to: string;
  readonly validFrom: Day;
  readonly numerator: number;
  readonly denominator: number;
}

const targets = ["from_currency", "to_currency", "valid_from", "rate"] as const;

/** The mapping that is taken where none is given: columns of the same names. */
export const ownFxNames = targets.map((name) => `${name}=${name}`).join(",");

/** Most bytes of a file of rates; a hundred currencies by day for a century are less. */
const mostBytes = 200_000_000;

/**
 * The rates of a CSV file. One bad row is an error, for amounts converted with a hole in the table would be wrong.
 * @throws UserError `usage` for a mapping that was typed, `data_quality` naming the file and line.
 */
export async function readFxRates(path: string, map: string): Promise<readonly DeclaredRate[]> {
  const size = await stat(path).catch(() => null);
  if (size === null || !size.isFile()) throw new UserError("usage", `There is no file ${path}.`, "Check its name.");
  if (size.size > mostBytes) throw new UserError("data_quality", `${path} is too long for rates.`, "Split it.");
  const scanner = createCsvScanner(",".charCodeAt(0));
  scanner.push(await readFile(path));
  scanner.finish();
  const columns = takeHeader(path, scanner);
  if (columns === null)
    throw new UserError("data_quality", `${path} is empty.`, "Its first row must name the columns.");
  const cells = cellsOf(map, columns, path);
  const rates: DeclaredRate[] = [];
  const seen = new Set<string>();
  while (scanner.next()) {
    const { line, fault, start, end } = scanner.row;
    if (start === end) continue;
    const wrong = (what: string, hint: string) => new UserError("data_quality", `${path}:${line}: ${what}`, hint);
    if (fault !== null) throw wrong("the row cannot be read.", "Close its quotes and write it in UTF-8.");
    const rate = rateOf(
      cells.map((cell) => cell(scanner).trim()),
      wrong,
    );
    const key = `${rate.from} ${rate.to} ${rate.validFrom}`;
    if (seen.has(key)) throw wrong("the same rate from the same day stands twice.", "Keep one of them.");
    seen.add(key);
    rates.push(rate);
  }
  if (rates.length > 0) return rates;
  throw new UserError(
    "data_quality",
    `${path} has no rate.`,
    "A row says from_currency, to_currency, valid_from, rate.",
  );
}

/** How each target is read off a row, in the order of `targets`. */
function cellsOf(map: string, columns: readonly string[], path: string): readonly ((scanner: CsvScanner) => string)[] {
  const pairs = splitPairs(map);
  const stranger = pairs.find(({ target }) => targets.every((name) => name !== target));
  if (stranger !== undefined) {
    throw new UserError("usage", `Rates have no "${stranger.target}".`, `A mapping can fill ${targets.join(", ")}.`);
  }
  return targets.map((name) => {
    const source = pairs.find(({ target }) => target === name)?.source;
    if (source === undefined) {
      throw new UserError(
        "usage",
        `The mapping of rates lacks "${name}".`,
        `Add ${name}=COLUMN or ${name}==VALUE to --map.`,
      );
    }
    const text = source.kind === "constant" ? source.text : null;
    if (text !== null) return () => text;
    const column = source.kind === "column" ? columns.indexOf(source.name) : -1;
    if (column < 0) {
      const absent = source.kind === "column" ? source.name : name;
      throw noSuchColumn({ file: path, columns, isTyped: map !== ownFxNames }, absent);
    }
    return (scanner) => scanner.text(column);
  });
}

function rateOf(
  [fromText = "", toText = "", dayText = "", rateText = ""]: readonly string[],
  wrong: (what: string, hint: string) => UserError,
): DeclaredRate {
  const [from, to] = [fromText, toText].map((text) => {
    const code = readCurrency(text);
    if (code === undefined) throw wrong(`"${text}" is no currency.`, "Write its ISO 4217 code, such as EUR.");
    return code;
  });
  const validFrom = parseDay(dayText);
  if (validFrom === null) throw wrong(`"${dayText}" is no day.`, "Write 2026-01-31.");
  const fraction = fractionOf(rateText);
  if (fraction === null) {
    throw wrong(`"${rateText}" is no rate.`, "Write a positive decimal number of at most 15 digits, such as 1.0845.");
  }
  if (from === to) throw wrong(`${from} is converted into itself.`, "Leave the row out.");
  return { from: from ?? "", to: to ?? "", validFrom, ...fraction };
}

/** A decimal number as an exact fraction; null where it is none, not positive, or too long. */
function fractionOf(text: string): { readonly numerator: number; readonly denominator: number } | null {
  const match = /^(\d+)(?:\.(\d*))?$/.exec(text);
  if (match === null) return null;
  const decimals = (match[2] ?? "").replace(/0+$/, "");
  const digits = `${match[1] ?? ""}${decimals}`.replace(/^0+/, "");
  if (digits === "" || digits.length > 15 || decimals.length > 15) return null;
  return { numerator: Number(digits), denominator: Number(`1${"0".repeat(decimals.length)}`) };
}
