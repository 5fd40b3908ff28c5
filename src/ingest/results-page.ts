const key = '"(?:count|next|previous)"';
const scalar = String.raw`(?:null|\d{1,15}|"(?:[^"\\]|\\.)*")`;
const start = new RegExp(String.raw`^\s*\{(?:\s*${key}\s*:\s*${scalar}\s*,)*\s*"results"\s*:\s*\[`);
const end = new RegExp(String.raw`^(?:\s*,\s*${key}\s*:\s*${scalar})*\s*\}\s*$`);

/** A page says little of itself beside its results; more than this is none. */
export const mostPageBytes = 16_384;

/**
 * How long the beginning is of a page of an API, `{"next": …, "results": [`, up to and with the bracket that opens its rows;
 * null where the bytes are the beginning of anything else.
 */
export function pageStart(bytes: Buffer): number | null {
  return start.exec(bytes.toString("latin1", 0, mostPageBytes))?.[0].length ?? null;
}

/** Whether the bytes are all that may stand behind the rows of such a page. */
export function isPageEnd(bytes: Buffer): boolean {
  return bytes.length <= mostPageBytes && end.test(bytes.toString("latin1"));
}
