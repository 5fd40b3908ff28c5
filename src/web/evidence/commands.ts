import type { NumberAddress } from "../state/number-address.ts";

/** Flags whose name is not that of the parameter. */
const flags: Readonly<Record<string, string>> = {
  startEvent: "start-event",
  returnEvent: "return-event",
  minOccurrences: "min-occurrences",
  weekStart: "week-start",
};

/** The command that asks what the address `path` asks, ready for a shell. */
export function cliOf(path: string): string {
  const { pathname, searchParams } = new URL(path, window.location.origin);
  if (pathname === "/v1/receipt") return receiptCommand(searchParams);
  const [command = "", asked] = commandOf(pathname);
  const metrics = searchParams.getAll("metric").map(quoted);
  const options = [...searchParams]
    .filter(([name]) => name !== "metric")
    .map(([name, value]) => `--${flags[name] ?? name} ${quoted(value)}`);
  return ["tidemark", command, ...metrics, ...options, ...(asked === undefined ? [] : [asked])].join(" ");
}

/** Commands whose figures are named behind `--receipt`; that of a stickiness has only one. */
const provingCommands = ["arr", "lifecycle", "retention", "stickiness", "funnel", "explain"];

/** The command that prints a receipt. */
function receiptCommand(asked: URLSearchParams): string {
  const metric = asked.get("metric") ?? "";
  const [command = "", ...figure] = metric.split(".");
  const isColumn = provingCommands.includes(command) && figure.length > 0;
  const subject = command === "explain" ? figure.splice(0, 1) : [];
  const named = command === "stickiness" ? [] : [figure.join(".")];
  const words = isColumn ? [command, ...subject, "--receipt", ...named] : ["query", metric, "--receipt"];
  const options = [...asked]
    // Every ARR row is of one currency, which its command need not be told.
    .filter(([name, value]) => name !== "metric" && !(command === "arr" && name === "by" && value === "currency"))
    .map(([name, value]) => `--${flags[name] ?? name} ${quoted(value)}`);
  return ["tidemark", ...words.map(quoted), ...options].join(" ");
}

/** The command behind an API path, and the flag that makes it print the SQL in place of rows. */
function commandOf(pathname: string): readonly string[] {
  if (pathname === "/v1/sql") return ["query", "--dry-run"];
  if (pathname.startsWith("/v1/sql/")) return [pathname.replace("/v1/sql/", ""), "--dry-run"];
  return [pathname.replace("/v1/", "")];
}

/** The request that asks it over HTTP; with a pointer, the one number of the answer. */
export function curlOf({ path, pointer }: { readonly path: string; readonly pointer?: string }): string {
  const request = `curl -s ${quoted(new URL(path, window.location.origin).href)}`;
  return pointer === undefined ? request : `${request} | jq ${quoted(jqOf(pointer))}`;
}

/** A link to this page that opens with the number. */
export function linkOf(number: NumberAddress): string {
  const url = new URL(window.location.href);
  url.searchParams.set("number", `${number.path}#${number.pointer}`);
  return url.href;
}

function jqOf(pointer: string): string {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join("");
}

/** `text` as one word of a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
