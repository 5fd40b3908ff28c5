const escapable: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrtu'));

/** Whether the byte is white space of JSON. */
export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Whether the byte is a hexadecimal digit. */
export function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

/** Whether the byte may follow a backslash in a string. */
export function isEscape(byte: number): boolean {
  return escapable.has(byte);
}
