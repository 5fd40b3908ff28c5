/** Seconds of the longest local day there is: a day may gain two hours from its clocks. */
const longestDay = 26 * 3_600;

/**
 * A function that brings rows into time order: given the second of each row it writes the rows' positions, in rising
 * order of seconds and equal ones in their own order, into `ordered`. A counting sort, whose counters are used again.
 */
export function dayOrder(): (seconds: Int32Array, ordered: Int32Array) => void {
  const ends = new Int32Array(longestDay + 1);
  return (seconds, ordered) => {
    ends.fill(0);
    for (let row = 0; row < seconds.length; row++) {
      const slot = (seconds[row] ?? 0) + 1;
      ends[slot] = (ends[slot] ?? 0) + 1;
    }
    for (let slot = 1; slot < ends.length; slot++) ends[slot] = (ends[slot] ?? 0) + (ends[slot - 1] ?? 0);
    for (let row = 0; row < seconds.length; row++) {
      const slot = seconds[row] ?? 0;
      const position = ends[slot] ?? 0;
      ordered[position] = row;
      ends[slot] = position + 1;
    }
  };
}
