import type { Before, Block, BlockFound, BlockReader } from "./block.ts";
import { createOccurrenceCounter, type OccurrenceCounter } from "./occurrence-counter.ts";

/** What becomes of blocks. */
export interface BlockSinks {
  /**
   * Takes what was found in each block, in the order of the file; the file has `linesBefore` lines before the block's own
   * first. What stands before the block in the import.
   */
  readonly onFound: (found: BlockFound, linesBefore: number) => Before;
  /** Hears how many bytes of the file have been read, by all readers together. */
  readonly onBytes: (bytes: number) => void;
}

/** Where the block that was read last ends. */
interface Border {
  /** Offset of the first record behind it; of the file's end where there is none. */
  readonly offset: number;
  /** That record's line in the file. */
  readonly line: number;
}

/**
 * Read the blocks of a file with several readers at once, each the next block in turn, as one reader would: a block
 * whose first record is not the one behind the block before (a line end inside quotes was taken for a row's), or which
 * repeats rows without an id, is read again.
 */
export async function readBlocks(
  blocks: readonly Block[],
  { readers, firstLine }: { readonly readers: readonly BlockReader[]; readonly firstLine: number },
  sinks: BlockSinks,
): Promise<void> {
  const [head] = blocks;
  if (head === undefined) return;
  const queue = blocks.values();
  const occurrences = createOccurrenceCounter();
  const bytesRead = new Map<number, number>();
  let border: Promise<Border> = Promise.resolve({ offset: head.from, line: firstLine });
  let isOver = false;
  const giveUp = (error: unknown): never => {
    isOver = true;
    throw error;
  };
  const lanes = readers.map(async (reader) => {
    for (const block of queue) {
      if (isOver) return;
      const before = border;
      const settled = settle(reader, block, before);
      border = settled.then(({ behind }) => behind);
      // Whoever waits for it hears of its failure.
      border.catch(() => undefined);
      await settled.then(({ place }) => reader.write(place)).catch(giveUp);
    }
  });
  // All lanes have ended before the first failure is told, so that nothing works on behind the caller's back.
  const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === "rejected");
  if (failed !== undefined) throw failed.reason;

  async function settle(reader: BlockReader, block: Block, before: Promise<Border>) {
    let found = await reader.read(block, (bytes) => told(block, bytes));
    const { offset, line } = await before;
    if ((found.first?.offset ?? found.readTo) !== offset) found = await again(new Uint32Array());
    const repeated = repeatedOf(found.unnamed, occurrences);
    if (repeated.length > 0) found = await again(repeated);
    countAll(found.unnamed, occurrences);
    const linesBefore = line - (found.first?.line ?? 1);
    const place = sinks.onFound(found, linesBefore);
    const behind: Border = { offset: found.next?.offset ?? found.readTo, line: linesBefore + (found.next?.line ?? 1) };
    told(block, (block.to ?? found.readTo) - block.from);
    return { place, behind };

    function again(repeats: Uint32Array): Promise<BlockFound> {
      return reader.read({ ...block, from: offset, isRecordStart: true, repeated: repeats }, () => {});
    }
  }

  function told(block: Block, bytes: number): void {
    bytesRead.set(block.from, bytes);
    sinks.onBytes((head?.from ?? 0) + [...bytesRead.values()].reduce((sum, one) => sum + one, 0));
  }
}

/** Those of `digests` that were counted before, each as often as it was. */
function repeatedOf(digests: Uint32Array, occurrences: OccurrenceCounter): Uint32Array {
  const repeated: number[] = [];
  const seen = createOccurrenceCounter();
  for (let at = 0; at < digests.length; at += 2) {
    const [high = 0, low = 0] = [digests[at], digests[at + 1]];
    const times = occurrences.times(high, low);
    if (times === 0 || seen.add(high, low) > 0) continue;
    for (let time = 0; time < times; time++) repeated.push(high, low);
  }
  return Uint32Array.from(repeated);
}

function countAll(digests: Uint32Array, occurrences: OccurrenceCounter): void {
  for (let at = 0; at < digests.length; at += 2) occurrences.add(digests[at] ?? 0, digests[at + 1] ?? 0);
}
