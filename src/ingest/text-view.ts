/** Text that stands in [start, end) of `bytes` as UTF-8. A view: whoever keeps the text copies it before the next record. */
export interface TextView {
  bytes: Buffer;
  start: number;
  end: number;
}

/** A view of nothing, to be pointed at texts. */
export function createTextView(): TextView {
  return { bytes: Buffer.alloc(0), start: 0, end: 0 };
}

/** The text as a string of its own. */
export function textOfView({ bytes, start, end }: TextView): string {
  return bytes.toString("utf8", start, end);
}

/** The value that a row holds, with a string for a view. */
export function plainValue(value: string | number | TextView | null): string | number | null {
  return typeof value === "object" && value !== null ? textOfView(value) : value;
}

/** A number that equal ASCII texts share; −1 for a text that is not ASCII. */
export function asciiHash({ bytes, start, end }: TextView): number {
  let hash = end - start;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte > 0x7f) return -1;
    hash = Math.imul(hash ^ byte, 16_777_619);
  }
  return (hash ^ (hash >>> 15)) >>> 1;
}

/** Whether the view holds `text`, which is ASCII. */
export function isAsciiText(text: string, { bytes, start, end }: TextView): boolean {
  if (text.length !== end - start) return false;
  // From the end: what counts up differs there first.
  for (let at = end - 1; at >= start; at--) if (text.charCodeAt(at - start) !== bytes[at]) return false;
  return true;
}
