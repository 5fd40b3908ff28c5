/** Counts how often each of many digests came, in about 30 bytes a distinct one. */
export interface OccurrenceCounter {
  /** How often the digest with these leading 64 bits came before; counts it. */
  add(high: number, low: number): number;
  /** How often it came before; counts nothing. */
  times(high: number, low: number): number;
}

/**
 * An open-addressing table over the first 64 bits of a digest (two unsigned 32-bit words). Two different rows share 64
 * bits about once in 3·10^11 files of 10 million rows; they then get different ordinals, which keeps them apart as well.
 */
export function createOccurrenceCounter(): OccurrenceCounter {
  let capacity = 1_024;
  let keys = new Uint32Array(2 * capacity);
  let counts = new Uint32Array(capacity);
  let used = 0;

  function slotOf(high: number, low: number): number {
    let slot = low & (capacity - 1);
    while (counts[slot] !== 0 && (keys[2 * slot] !== high || keys[2 * slot + 1] !== low))
      slot = (slot + 1) & (capacity - 1);
    return slot;
  }

  function add(high: number, low: number): number {
    const slot = slotOf(high, low);
    const before = counts[slot] ?? 0;
    counts[slot] = before + 1;
    if (before === 0) {
      keys[2 * slot] = high;
      keys[2 * slot + 1] = low;
      if (++used > 0.6 * capacity) grow();
    }
    return before;
  }

  function grow(): void {
    const [oldKeys, oldCounts] = [keys, counts];
    capacity *= 2;
    keys = new Uint32Array(2 * capacity);
    counts = new Uint32Array(capacity);
    oldCounts.forEach((count, old) => {
      if (count === 0) return;
      const [high, low] = [oldKeys[2 * old] ?? 0, oldKeys[2 * old + 1] ?? 0];
      const slot = slotOf(high, low);
      keys[2 * slot] = high;
      keys[2 * slot + 1] = low;
      counts[slot] = count;
    });
  }

  return { add, times: (high, low) => counts[slotOf(high, low)] ?? 0 };
}
