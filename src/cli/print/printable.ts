/** Control characters, and marks that turn the direction of text around. */
const unsafe = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f]/gu;

/** `text` without what could steer a terminal: each such character becomes a replacement mark. */
export function printable(text: string): string {
  return text.replaceAll(unsafe, "\ufffd");
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const weightless = /\p{Mn}|\p{Me}|\p{Cf}/u;

/** Columns that `text` takes on a terminal: combining marks none, East Asian and emoji two; joined emoji are guessed. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += weightless.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}
