import { isAscii, isUtf8 } from "node:buffer";

/** What is wrong with a line before it is read. */
export type LineFault = "too_long" | "not_utf8";

/** The bytes of a file that arrive in pieces of any size, line by line. */
export interface LineWindow {
  /** The line at hand is [start, end) of `bytes`, without its line end. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Bytes that were handed over before its first. */
  readonly offset: number;
  /** Its number, 1 = the first. */
  readonly line: number;
  readonly fault: LineFault | null;
  push(piece: Buffer): void;
  finish(): void;
  /** Step to the next line, blank or not; false where more bytes are needed, or where there is none left. */
  next(): boolean;
}

const lineFeed = 0x0a;

/** A window over lines that end in LF or CRLF. Of a line longer than `maxLineBytes` the beginning alone is held. */
export function createLineWindow(maxLineBytes = 33_554_432): LineWindow {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let position = 0;
  /** Bytes that were handed over before those that are here. */
  let before = 0;
  let nextLine = 1;
  let finished = false;
  let skipRest = false;
  let ascii = true;
  const at = {
    bytes: Buffer.alloc(0) as Buffer,
    start: 0,
    end: 0,
    offset: 0,
    line: 0,
    fault: null as LineFault | null,
  };

  function next(): boolean {
    for (;;) {
      const newLine = at.bytes.indexOf(lineFeed, position);
      if (skipRest) {
        if (newLine >= 0) {
          position = newLine + 1;
          skipRest = false;
          nextLine++;
          continue;
        }
        position = at.bytes.length;
      } else if (newLine >= 0) {
        return take(newLine, newLine + 1);
      } else if (at.bytes.length - position > maxLineBytes) {
        take(position + maxLineBytes, at.bytes.length);
        [at.fault, skipRest] = ["too_long", true];
        nextLine--;
        return true;
      }
      if (!refill()) return finished && position < at.bytes.length && take(at.bytes.length, at.bytes.length);
    }
  }

  function take(end: number, following: number): true {
    [at.start, at.offset] = [position, before + position];
    at.end = end > position && at.bytes[end - 1] === 0x0d ? end - 1 : end;
    at.line = nextLine++;
    if (at.end - at.start > maxLineBytes) at.fault = "too_long";
    else at.fault = ascii || isUtf8(at.bytes.subarray(at.start, at.end)) ? null : "not_utf8";
    position = following;
    return true;
  }

  /** A line that did not fit is looked through again, so what came must be as long as what is here. */
  function refill(): boolean {
    const rest = at.bytes.length - position;
    if (pendingBytes === 0 || (pendingBytes < rest && !finished)) return false;
    const pieces = rest > 0 ? [at.bytes.subarray(position), ...pending] : pending;
    at.bytes = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
    before += position;
    [pending, pendingBytes, position] = [[], 0, 0];
    ascii = isAscii(at.bytes);
    return true;
  }

  return Object.assign(at, {
    push: (piece: Buffer): void => {
      pending.push(piece);
      pendingBytes += piece.length;
    },
    finish: (): void => {
      finished = true;
    },
    next,
  });
}
