/** A typed array of twice the length that begins with `values`. */
export function grown<T extends Uint8Array | Uint16Array | Uint32Array>(values: T): T {
  const larger = new (values.constructor as new (length: number) => T)(2 * values.length);
  larger.set(values);
  return larger;
}
