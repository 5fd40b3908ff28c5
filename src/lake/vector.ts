import duckdb from "@duckdb/node-bindings";

/** Rows `from` to `from + count` of a batch; `count` ≤ `vectorRows`. */
export interface Slice {
  readonly from: number;
  readonly count: number;
}

/** How many rows one vector of the engine holds at most. */
export const vectorRows = 2048;

/**
 * A text of the engine (`duckdb_string_t` of its C interface) takes 16 bytes: a 32-bit length, then the bytes themselves,
 * zero-padded, where they are 12 at most; else the first four of them and a 64-bit pointer to all.
 */
export const [textBytes, lengthBytes, inlineBytes] = [16, 4, 12];

/**
 * Copy array elements straight into the vector's memory. Nothing here or in the engine looks whether they exist: the
 * caller has checked that.
 */
export function copyElements(
  vector: duckdb.Vector,
  values: Uint8Array | Uint16Array | Int32Array | Uint32Array,
  slice: Slice,
): void {
  const width = values.BYTES_PER_ELEMENT;
  const { buffer } = values;
  const offset = values.byteOffset + slice.from * width;
  const bytes = slice.count * width;
  if (buffer instanceof ArrayBuffer) duckdb.copy_data_to_vector(vector, 0, buffer, offset, bytes);
  else duckdb.copy_data_to_vector(vector, 0, new Uint8Array(buffer).slice(offset, offset + bytes).buffer, 0, bytes);
}

/** Write one text; slower than copying, since every text crosses into the engine alone. */
export function assignText(vector: duckdb.Vector, row: number, value: string): void {
  // The plain call takes a C string, which would end at the first NUL.
  if (value.includes("\0")) duckdb.vector_assign_string_element_len(vector, row, Buffer.from(value));
  else duckdb.vector_assign_string_element(vector, row, value);
}

/** Mark every row whose `valid` is 0 as missing, in a vector that arrives with all rows present; how many they are. */
export function markMissing(vector: duckdb.Vector, valid: Uint8Array, { from, count }: Slice): number {
  const bits = new Uint8Array(vectorRows / 8);
  let missing = 0;
  for (let row = 0; row < count; row++) {
    if (valid[from + row] === 0) missing++;
    else bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
  }
  if (missing === 0) return 0;
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.length);
  return missing;
}
