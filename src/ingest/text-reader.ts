import { asciiHash, isAsciiText, textOfView, type TextView } from "./text-view.ts";

/** Makes text of the UTF-8 in [start, end) of `bytes`. */
export type ReadText = (bytes: Buffer, start: number, end: number) => string;

const [fewestSlots, mostSlots] = [256, 65_536];
/** Longer texts are rarely repeated. */
const longest = 64;
/** How many cells tell whether a column repeats itself. */
const trial = 65_536;

/** Any text, remembering none. */
export const readAnyText: ReadText = (bytes, start, end) => bytes.toString("utf8", start, end);

/**
 * A reader for the cells of one column, which makes a text that comes again and again once: half the time of an import was
 * spent on making equal texts, and on hashing them anew wherever they were looked up. It remembers ASCII alone, of which
 * a byte is a character, and gives up where a column rarely repeats itself, but for the text before: a log comes in time,
 * with many rows of one second.
 */
export function createTextReader(): ReadText {
  let known = emptySlots(fewestSlots);
  let [used, asked, found] = [0, 0, 0];
  let isWorthwhile = true;
  let last = "";

  return (bytes, start, end) => {
    const view = { bytes, start, end };
    if (isAsciiText(last, view)) return last;
    const text = isWorthwhile && end - start <= longest ? recalled(view) : bytes.toString("utf8", start, end);
    // What is not ASCII is shorter than its bytes, and could equal others that are no UTF-8.
    if (text.length === end - start) last = text;
    return text;
  };

  function recalled(view: TextView): string {
    const hash = asciiHash(view);
    if (hash < 0) return textOfView(view);
    if (++asked === trial) {
      isWorthwhile = found > trial / 4;
      [asked, found] = [0, 0];
    }
    const slot = hash & (known.length - 1);
    const text = known[slot];
    if (text !== undefined && isAsciiText(text, view)) {
      found++;
      return text;
    }
    const made = view.bytes.toString("latin1", view.start, view.end);
    if (text === undefined && ++used > known.length / 2 && known.length < mostSlots) {
      [known, used] = [emptySlots(4 * known.length), 0];
    } else known[slot] = made;
    return made;
  }
}

function emptySlots(count: number): (string | undefined)[] {
  return Array.from<string | undefined>({ length: count }).fill(undefined);
}
