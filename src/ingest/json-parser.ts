import { isBlank, isEscape, isHex } from "./json-bytes.ts";
import { type JsonNode, keepChild, keptChild, treeOfPaths } from "./json-keys.ts";

/** Why a text is no JSON value that can be loaded. */
export type JsonFault = "broken" | "too_deep" | "key_twice" | "not_an_object";

/** Finds the values at wanted paths of JSON objects, without making a value of anything else. */
export interface JsonParser {
  /** Start and end of the value at each path in the bytes given last; −1 where it is absent. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Names met beside the wanted ones, dotted below the first level. */
  readonly further: ReadonlySet<string>;
  /**
   * Read one object that begins at `start` and lies before `limit`; where it ends, or a fault. `incomplete` is −1: the
   * object goes on beyond `limit`.
   */
  parse(bytes: Buffer, start: number, limit: number): number | JsonFault;
}

/** What `parse` returns where the object goes on beyond the bytes given. */
export const incomplete = -1;

/** Deeper objects are refused: nobody's event, and a stack is not endless. */
const mostLevels = 512;
/** Names that are told of one file. */
export const mostFurther = 1_000;
const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const [minus, plus, dot, zero, nine] = [0x2d, 0x2b, 0x2e, 0x30, 0x39];

/** A parser for the wanted `paths`, each a list of keys from the outside in; strict RFC 8259. */
export function createJsonParser(paths: readonly (readonly string[])[]): JsonParser {
  const root = treeOfPaths(paths);
  const starts = new Int32Array(paths.length);
  const ends = new Int32Array(paths.length);
  const further = new Set<string>();
  const nodes: (JsonNode | null)[] = Array.from({ length: mostLevels + 1 }, () => null);
  const isObject = new Uint8Array(mostLevels + 1);
  const opened = new Int32Array(mostLevels + 1);
  let bytes: Buffer = Buffer.alloc(0);
  let end = 0;
  let at = 0;
  let fault: JsonFault | null = null;

  function parse(given: Buffer, start: number, limit: number): number | JsonFault {
    [bytes, end, at, fault] = [given, limit, start, null];
    starts.fill(-1);
    ends.fill(-1);
    if (bytes[at] !== openBrace) return "not_an_object";
    const isWhole = walk();
    return isWhole ? at : (fault ?? (at >= end ? incomplete : "broken"));
  }

  /** Walk through one object; false where it is broken or not all here. */
  function walk(): boolean {
    let level = 0;
    nodes[0] = root;
    isObject[0] = 1;
    at++;
    let isFirst = true;
    for (;;) {
      skipBlanks();
      if (at >= end) return false;
      const byte = bytes[at];
      if (byte === (isObject[level] === 1 ? closeBrace : closeBracket)) {
        if (!isFirst && bytes[lastSolid()] === comma) return false;
        at++;
        const node = nodes[level] ?? null;
        if (level === 0) return true;
        if (node !== null && node.slot >= 0) close(node.slot, opened[level] ?? 0);
        level--;
        isFirst = false;
        if (!afterValue(level)) return false;
        continue;
      }
      let node: JsonNode | null = null;
      if (isObject[level] === 1) {
        const parent = nodes[level] ?? null;
        const keyStart = at;
        if (byte !== quote || !skipString()) return false;
        if (parent !== null) {
          node = childOf(parent, keyStart, level);
          if (fault !== null) return false;
        }
        skipBlanks();
        if (at >= end || bytes[at] !== colon) return false;
        at++;
        skipBlanks();
        if (at >= end) return false;
      }
      isFirst = false;
      const valueStart = at;
      const first = bytes[at];
      if (first === openBrace || first === openBracket) {
        if (node !== null && node.slot >= 0 && starts[node.slot] !== -1) return twice();
        if (++level > mostLevels) {
          fault = "too_deep";
          return false;
        }
        nodes[level] = node;
        isObject[level] = first === openBrace ? 1 : 0;
        opened[level] = valueStart;
        at++;
        isFirst = true;
        continue;
      }
      if (!skipScalar(first)) return false;
      if (node !== null && node.slot >= 0) {
        if (starts[node.slot] !== -1) return twice();
        close(node.slot, valueStart);
      }
      if (!afterValue(level)) return false;
    }
  }

  function twice(): false {
    fault = "key_twice";
    return false;
  }

  function close(slot: number, start: number): void {
    starts[slot] = start;
    ends[slot] = at;
  }

  /** Behind a value stands a comma, or the end of what holds it. */
  function afterValue(level: number): boolean {
    skipBlanks();
    if (at >= end) return false;
    if (bytes[at] === comma) {
      at++;
      return true;
    }
    return bytes[at] === (isObject[level] === 1 ? closeBrace : closeBracket);
  }

  function lastSolid(): number {
    let before = at - 1;
    while (isBlank(bytes[before])) before--;
    return before;
  }

  function childOf(parent: JsonNode, keyStart: number, level: number): JsonNode | null {
    const span = { start: keyStart + 1, end: at - 1 };
    const kept = keptChild(parent, bytes, span);
    if (kept !== undefined) return kept;
    const text = bytes.toString("latin1", span.start, span.end);
    // Escapes and what is no ASCII: rare in keys, and then read as JSON has it.
    const key = /[\\\u0080-\u00ff]/.test(text) ? (parent.children.has(text) ? text : keyOf(keyStart)) : text;
    if (key === null) return null;
    const child = parent.children.get(key) ?? null;
    if (child === null) note(parent, key, level);
    keepChild(parent, bytes, { ...span, child });
    return child;
  }

  function note(parent: JsonNode, key: string, level: number): void {
    if (further.size >= mostFurther || (parent.slot >= 0 && parent.children.size === 0)) return;
    further.add(level === 0 ? key : `${parent.name}.${key}`);
  }

  function keyOf(keyStart: number): string | null {
    try {
      return JSON.parse(bytes.toString("utf8", keyStart, at)) as string;
    } catch {
      fault = "broken";
      return null;
    }
  }

  function skipBlanks(): void {
    while (at < end && isBlank(bytes[at])) at++;
  }

  function skipString(): boolean {
    at++;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === quote) {
        at++;
        return true;
      }
      if (byte < 0x20) {
        fault = "broken";
        return false;
      }
      if (byte === backslash) {
        at++;
        if (at >= end) return false;
        if (!isEscape(bytes[at] ?? 0)) {
          fault = "broken";
          return false;
        }
        if (bytes[at] === 0x75 && !skipHex()) return false;
      }
    }
    return false;
  }

  function skipHex(): boolean {
    for (let digit = 1; digit <= 4; digit++) {
      if (at + digit >= end) {
        at = end;
        return false;
      }
      if (!isHex(bytes[at + digit] ?? 0)) {
        fault = "broken";
        return false;
      }
    }
    at += 4;
    return true;
  }

  function skipScalar(first: number | undefined): boolean {
    if (first === quote) return skipString();
    if (first === 0x74) return skipWord("true");
    if (first === 0x66) return skipWord("false");
    if (first === 0x6e) return skipWord("null");
    return skipNumber();
  }

  function skipWord(word: string): boolean {
    for (let i = 0; i < word.length; i++, at++) {
      if (at >= end) return false;
      if (bytes[at] !== word.charCodeAt(i)) {
        fault = "broken";
        return false;
      }
    }
    return true;
  }

  function skipNumber(): boolean {
    if (bytes[at] === minus) at++;
    if (bytes[at] === zero && at < end) at++;
    else if (!skipDigits()) return false;
    if (at < end && bytes[at] === dot) {
      at++;
      if (!skipDigits()) return false;
    }
    if (at < end && (bytes[at] === 0x65 || bytes[at] === 0x45)) {
      at++;
      if (at < end && (bytes[at] === plus || bytes[at] === minus)) at++;
      if (!skipDigits()) return false;
    }
    return true;
  }

  function skipDigits(): boolean {
    const start = at;
    while (at < end && (bytes[at] ?? 0) >= zero && (bytes[at] ?? 0) <= nine) at++;
    if (at > start) return true;
    if (at < end) fault = "broken";
    return false;
  }

  return { starts, ends, further, parse };
}
