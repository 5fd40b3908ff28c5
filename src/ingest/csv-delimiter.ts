const [comma, semicolon, tab, bar] = [0x2c, 0x3b, 0x09, 0x7c];

/**
 * The byte that separates the fields of CSV, by its first line: a comma, or the most frequent of semicolon, tab and bar
 * where that line has no comma outside quotes.
 */
export function delimiterOf(body: Buffer): number {
  const ends = [body.indexOf(0x0a), body.indexOf(0x0d), body.length].filter((at) => at >= 0);
  const line = body.toString("latin1", 0, Math.min(...ends)).replace(/"(?:[^"]|"")*"/g, "");
  const count = (byte: number): number => line.split(String.fromCharCode(byte)).length - 1;
  if (count(comma) > 0) return comma;
  const [most] = [semicolon, tab, bar].toSorted((a, b) => count(b) - count(a));
  return most !== undefined && count(most) > 0 ? most : comma;
}
