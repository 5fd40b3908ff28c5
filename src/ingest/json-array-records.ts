import { isUtf8 } from "node:buffer";
import { UserError } from "../schema/user-error.ts";
import type { RowFault } from "./import-shape.ts";
import { isBlank } from "./json-bytes.ts";
import { createJsonFields } from "./json-fields.ts";
import type { FedRecords } from "./json-line-records.ts";
import { isPageEnd, mostPageBytes, pageStart } from "./results-page.ts";

const [quote, backslash, comma, openBracket, closeBracket] = [0x22, 0x5c, 0x2c, 0x5b, 0x5d];
const mostRecordBytes = 33_554_432;

/**
 * The records of a JSON array of objects, `[{…}, {…}]`, or of a page of an API that holds one, `{"results": [{…}, {…}]}`,
 * without holding more than one of them. An element that is no
 * object that can be read is a faulty record, and reading goes on behind it. `file` names the file in errors.
 * @throws UserError `data_quality` where the array breaks off, or something follows it.
 */
export function createJsonArrayRecords(file: string, names: readonly string[]): FedRecords {
  const fields = createJsonFields(names);
  let bytes: Buffer = Buffer.alloc(0);
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let position = 0;
  let [start, end] = [0, 0];
  let line = 1;
  let counted = 0;
  let fault: RowFault | null = null;
  let isBinary = false;
  let finished = false;
  let isPage = false;
  let state: "before" | "element" | "between" | "tail" | "after" = "before";

  function next(): boolean {
    for (;;) {
      const found = step();
      if (found !== null) return found;
      if (refill()) continue;
      if (finished && state !== "after") throw broken("breaks off");
      return false;
    }
  }

  /** True at a record, false at the end of the array, null where more bytes are needed. */
  function step(): boolean | null {
    for (;;) {
      while (position < bytes.length && isBlank(bytes[position])) position++;
      if (position === bytes.length) return state === "after" && finished && pendingBytes === 0 ? false : null;
      const byte = bytes[position];
      if (state === "after") throw broken("goes on behind its end");
      if (state === "tail") {
        const isWhole = finished && pendingBytes === 0;
        if (!isWhole && bytes.length - position < mostPageBytes) return null;
        if (!isPageEnd(bytes.subarray(position))) throw broken("goes on behind its end");
        [state, position] = ["after", bytes.length];
      } else if (state === "before") {
        const opened = byte === openBracket ? 1 : pageStart(bytes.subarray(position));
        if (opened === null) throw broken("is no JSON array");
        isPage = byte !== openBracket;
        [state, position] = ["element", position + opened];
      } else if (byte === closeBracket) {
        [state, position] = [isPage ? "tail" : "after", position + 1];
      } else if (state === "between") {
        if (byte !== comma) throw broken("has no comma between two elements");
        [state, position] = ["element", position + 1];
      } else {
        return element() ? true : null;
      }
    }
  }

  function element(): boolean {
    const found = fields.readOpen(bytes, position, bytes.length);
    const stop = typeof found === "number" ? found : found === null && !finished ? null : endOfElement();
    if (stop === null) {
      if (bytes.length - position > mostRecordBytes) throw broken("has an element of more than 32 MiB");
      return false;
    }
    countLines(position);
    [start, end, position, state] = [position, stop, stop, "between"];
    fault = typeof found === "number" ? null : (found ?? { column: null, reason: "not JSON" });
    isBinary = !isUtf8(bytes.subarray(start, end));
    if (isBinary) fault = { column: null, reason: "not UTF-8" };
    return true;
  }

  /** Where an element ends that cannot be read, by its brackets alone; null where that is not here. */
  function endOfElement(): number | null {
    let [depth, isQuoted] = [0, false];
    for (let at = position; at < bytes.length; at++) {
      const byte = bytes[at];
      if (isQuoted) {
        if (byte === backslash) at++;
        else if (byte === quote) isQuoted = false;
      } else if (byte === quote) isQuoted = true;
      else if (byte === 0x7b || byte === openBracket) depth++;
      else if (depth > 0 && (byte === 0x7d || byte === closeBracket)) depth--;
      else if (depth === 0 && (byte === comma || byte === closeBracket)) return at;
    }
    return null;
  }

  function countLines(to: number): void {
    for (let at = bytes.indexOf(0x0a, counted); at >= 0 && at < to; at = bytes.indexOf(0x0a, at + 1)) line++;
    counted = to;
  }

  function refill(): boolean {
    const rest = bytes.length - position;
    if (pendingBytes === 0 || (pendingBytes < rest && !finished)) return false;
    countLines(position);
    bytes = Buffer.concat([bytes.subarray(position), ...pending]);
    [pending, pendingBytes, position, counted] = [[], 0, 0, 0];
    return true;
  }

  function broken(what: string): UserError {
    countLines(position);
    const hint = "Fetch it again, or mend it there; nothing was published.";
    return new UserError("data_quality", `${file} ${what} (line ${line}).`, hint);
  }

  return {
    columns: names,
    form: { kind: "json", delimiter: null, quote: "double" },
    further: fields.further,
    get line() {
      return line;
    },
    get fault() {
      return fault;
    },
    get isBinary() {
      return isBinary;
    },
    next,
    text: (place) => fields.text(place),
    locate: (place, view) => fields.locate(place, view),
    raw: () => bytes.subarray(start, end),
    canonical: () => fields.canonical(bytes.subarray(start, end)),
    push: (piece) => {
      pending.push(piece);
      pendingBytes += piece.length;
    },
    finish: () => {
      finished = true;
    },
  };
}
