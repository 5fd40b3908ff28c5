import { isAscii, isUtf8 } from "node:buffer";
import { createTextReader, type ReadText } from "./text-reader.ts";
import type { TextView } from "./text-view.ts";

/** Why a row is no row of CSV. `not_utf8` and `nul` concern its bytes, the others where it ends. */
export type CsvFault = "quote_not_closed" | "text_after_quote" | "too_long" | "not_utf8" | "nul";

/** The row a scanner stands on. It is a view: read what you need before the next call of `next`. */
export interface CsvRow {
  readonly bytes: Buffer;
  /** The row's bytes are [start, end) of `bytes`, without its line end. */
  readonly start: number;
  readonly end: number;
  /** Bytes that were handed over before the row's first. */
  readonly offset: number;
  /** Physical line on which the row starts; 1 = the first line of the file. */
  readonly line: number;
  readonly fieldCount: number;
  readonly fault: CsvFault | null;
}

/** Reads RFC 4180 rows out of bytes that arrive in pieces of any size. */
export interface CsvScanner {
  readonly row: CsvRow;
  /** Hand over the next piece; the scanner keeps it and does not change it. */
  push(piece: Buffer): void;
  /** Say that no further piece comes. */
  finish(): void;
  /** Step to the next row; false where it needs another piece, or where there is none left. */
  next(): boolean;
  /** Text of the row's field `index`, unquoted; empty beyond the last. */
  text(index: number): string;
  /** Point `view` at that text; false where it has quotes that are doubled in the bytes, or is beyond the last. */
  locate(index: number, view: TextView): boolean;
}

const [doubleQuote, lineFeed, carriageReturn] = [0x22, 0x0a, 0x0d];
const escapedQuote = /""/g;
/** A row's fields beyond this many are counted but not kept. */
const keptFields = 65_536;
const unquoted = 0;
const quotedOnce = 1;
const quotedWithEscapes = 2;

/**
 * A scanner for rows whose fields are separated by the byte `delimiter`. Lines end in LF, CRLF or CR. A quote counts
 * only at the start of a field; elsewhere it is a character like any other. A row that breaks the rules is reported as
 * its first physical line alone, and reading goes on with the next line, so that one stray quote costs one row. Memory is
 * two times the longest row, at most twice `maxRowBytes`; a longer row is faulty. Without `quotes`, a quote is a
 * character like any other.
 */
export function createCsvScanner(delimiter: number, maxRowBytes = 33_554_432, quotes = true): CsvScanner {
  const quote = quotes ? doubleQuote : -1;
  let bytes: Buffer = Buffer.alloc(0);
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let position = 0;
  /** Bytes that were handed over before those that are here. */
  let before = 0;
  let line = 1;
  let finished = false;
  /** What is here was scanned to its end in vain: only more bytes, or the end of all, make a row of it. */
  let starved = false;
  let skipLineFeed = false;
  let skipRestOfLine = false;
  let windowIsAscii = true;
  let windowHasNul = false;
  let starts = new Int32Array(64);
  let ends = new Int32Array(64);
  let quoting = new Uint8Array(64);
  /** By field; those that are never asked for have none. */
  const readers: ReadText[] = [];
  let newLines = 0;
  let escapes = false;
  const row = { bytes, start: 0, end: 0, offset: 0, line: 1, fieldCount: 0, fault: null as CsvFault | null };

  function push(piece: Buffer): void {
    pending.push(piece);
    pendingBytes += piece.length;
  }

  /**
   * Put the unread rest and the pieces that came since into one buffer. A row that did not fit is scanned again from its
   * start, so it must have doubled by then: that keeps the work linear in the row's length.
   */
  function refill(): boolean {
    const rest = bytes.length - position;
    if (pendingBytes === 0 || (pendingBytes < rest && !finished)) return false;
    const pieces = rest > 0 ? [bytes.subarray(position), ...pending] : pending;
    bytes = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
    before += position;
    [pending, pendingBytes, position] = [[], 0, 0];
    windowIsAscii = isAscii(bytes);
    windowHasNul = bytes.includes(0);
    row.bytes = bytes;
    starved = false;
    return true;
  }

  function next(): boolean {
    for (;;) {
      if (!starved && startRow() && scanRow()) return true;
      starved = true;
      if (!refill()) return finished && position < bytes.length && !skipRestOfLine && failFirstLine("quote_not_closed");
    }
  }

  /** Step over what is left of the line before; false where no byte of the next row is here yet. */
  function startRow(): boolean {
    if (skipRestOfLine) {
      while (position < bytes.length && !isLineEnd(bytes[position])) position++;
      if (position === bytes.length) return false;
      skipRestOfLine = false;
      endLine(position);
    }
    if (skipLineFeed && position < bytes.length) {
      if (bytes[position] === lineFeed) position++;
      skipLineFeed = false;
    }
    return position < bytes.length;
  }

  /** Scan one row from `position`; false where its end is not here yet. */
  function scanRow(): boolean {
    let at = position;
    [row.fieldCount, newLines] = [0, 0];
    for (;;) {
      if (at < bytes.length && bytes[at] === quote) {
        const start = at + 1;
        at = closingQuote(start);
        if (at < 0) return incomplete();
        keepField(start, at, escapes ? quotedWithEscapes : quotedOnce);
        at++;
        if (at < bytes.length && bytes[at] !== delimiter && !isLineEnd(bytes[at]))
          return failFirstLine("text_after_quote");
      } else {
        const start = at;
        at = endOfUnquoted(start);
        keepField(start, at, unquoted);
      }
      if (at === bytes.length && !finished) return incomplete();
      if (at === bytes.length || bytes[at] !== delimiter) {
        return at - position > maxRowBytes ? failLongRow() : endRow(at);
      }
      at++;
    }
  }

  function endOfUnquoted(start: number): number {
    const size = bytes.length;
    let at = start;
    for (; at < size; at++) {
      const byte = bytes[at];
      if (byte === delimiter || byte === lineFeed || byte === carriageReturn) break;
    }
    return at;
  }

  /** Where the quote stands that closes the field, −1 while it is not here; notes escapes and line ends on the way. */
  function closingQuote(start: number): number {
    const size = bytes.length;
    escapes = false;
    for (let at = start; at < size; at++) {
      const byte = bytes[at];
      if (byte === quote) {
        if (at + 1 === size) return finished ? at : -1;
        if (bytes[at + 1] !== quote) return at;
        escapes = true;
        at++;
      } else if (byte === lineFeed || (byte === carriageReturn && bytes[at + 1] !== lineFeed)) {
        newLines++;
      }
    }
    return -1;
  }

  function keepField(start: number, end: number, how: number): void {
    const field = row.fieldCount++;
    if (field >= keptFields) return;
    if (field === starts.length) growFields();
    starts[field] = start;
    ends[field] = end;
    quoting[field] = how;
  }

  function endRow(at: number): true {
    [row.start, row.end, row.offset, row.line] = [position, at, before + position, line];
    row.fault = null;
    if (windowHasNul && bytes.subarray(position, at).includes(0)) row.fault = "nul";
    if (!windowIsAscii && !isUtf8(bytes.subarray(position, at))) row.fault = "not_utf8";
    line += newLines;
    endLine(at);
    return true;
  }

  /** Step behind the line end at `at`; a CR at the edge of what is here may have its LF in the next piece. */
  function endLine(at: number): void {
    line++;
    position = at < bytes.length ? at + 1 : at;
    if (bytes[at] === carriageReturn) {
      if (position === bytes.length) skipLineFeed = true;
      else if (bytes[position] === lineFeed) position++;
    }
  }

  function incomplete(): boolean {
    if (bytes.length - position <= maxRowBytes || finished) return false;
    return failLongRow();
  }

  /** However its bytes were cut: some have all of a row before they find it too long. */
  function failLongRow(): true {
    return failFirstLine(newLines > 0 ? "quote_not_closed" : "too_long");
  }

  function failFirstLine(fault: CsvFault): true {
    starved = false;
    let at = position;
    while (at < bytes.length && !isLineEnd(bytes[at])) at++;
    [row.start, row.end, row.offset, row.line] = [position, at, before + position, line];
    [row.fieldCount, row.fault] = [0, fault];
    if (at < bytes.length || finished) {
      endLine(at);
    } else {
      skipRestOfLine = true;
      position = at;
    }
    return true;
  }

  function growFields(): void {
    const size = Math.min(2 * starts.length, keptFields);
    const [oldStarts, oldEnds, oldQuoting] = [starts, ends, quoting];
    [starts, ends, quoting] = [new Int32Array(size), new Int32Array(size), new Uint8Array(size)];
    starts.set(oldStarts);
    ends.set(oldEnds);
    quoting.set(oldQuoting);
  }

  function text(index: number): string {
    if (index >= row.fieldCount || index >= keptFields) return "";
    const start = starts[index] ?? 0;
    const end = ends[index] ?? 0;
    const value = (readers[index] ??= createTextReader())(bytes, start, end);
    return quoting[index] === quotedWithEscapes ? value.replace(escapedQuote, '"') : value;
  }

  function locate(index: number, view: TextView): boolean {
    if (index >= row.fieldCount || index >= keptFields || quoting[index] === quotedWithEscapes) return false;
    view.bytes = bytes;
    view.start = starts[index] ?? 0;
    view.end = ends[index] ?? 0;
    return true;
  }

  function finish(): void {
    finished = true;
    starved = false;
    refill();
  }

  return { row, push, finish, next, text, locate };
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === lineFeed || byte === carriageReturn;
}
