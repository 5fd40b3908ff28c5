/**
 * A function that brings rows into order: given the key of each row, an integer below `keys`, it writes the rows'
 * positions, in rising order of keys and equal ones in their own order, into `ordered`. Its counters are used again.
 */
export function countingSort(keys: number): (keyOf: Int32Array, ordered: Int32Array) => void {
  const ends = new Int32Array(keys + 1);
  return (keyOf, ordered) => {
    ends.fill(0);
    for (let row = 0; row < keyOf.length; row++) {
      const slot = (keyOf[row] ?? 0) + 1;
      ends[slot] = (ends[slot] ?? 0) + 1;
    }
    for (let slot = 1; slot < ends.length; slot++) ends[slot] = (ends[slot] ?? 0) + (ends[slot - 1] ?? 0);
    for (let row = 0; row < keyOf.length; row++) {
      const slot = keyOf[row] ?? 0;
      const position = ends[slot] ?? 0;
      ordered[position] = row;
      ends[slot] = position + 1;
    }
  };
}

/** Seconds of the longest local day there is: a day may gain two hours from its clocks. */
const longestDay = 26 * 3_600;

/** Brings a day's rows into time order, by the second of each. */
export function timeSort(): ReturnType<typeof countingSort> {
  return countingSort(longestDay);
}
