import * as zlib from "node:zlib";
import { Readable } from "node:stream";
import { Decompress } from "fzstd";

/** Node's own zstd, which Node 20 has not yet. */
type NativeZstd = { readonly createZstdDecompress?: () => NodeJS.ReadWriteStream };

/** Four bytes can stand for 128 KiB, and what one piece stands for is in memory at once: 32 MiB at most. */
const packedBytes = 1_024;

/**
 * The bytes that zstd packed into `stored`: by Node itself where it can (it checks the content's checksum as well), else
 * by a JavaScript decoder. @throws an error with the code ZSTD_DAMAGED or ZSTD_CUT.
 */
export async function* unpackZstd(stored: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const native = (zlib as NativeZstd).createZstdDecompress;
  if (native === undefined) {
    yield* unpackInJavaScript(stored);
    return;
  }
  try {
    yield* Readable.from(stored).pipe(native()) as unknown as AsyncIterable<Buffer>;
  } catch (error) {
    throw coded(error, /unexpected end/i.test(String(error)) ? "ZSTD_CUT" : "ZSTD_DAMAGED");
  }
}

async function* unpackInJavaScript(stored: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unpacked: Buffer[] = [];
  const decoder = new Decompress((piece) => void unpacked.push(Buffer.from(piece)));
  const push = (piece: Uint8Array, isLast: boolean): void => {
    try {
      decoder.push(piece, isLast);
    } catch (error) {
      throw coded(error, isLast ? "ZSTD_CUT" : "ZSTD_DAMAGED");
    }
  };
  for await (const piece of stored) {
    for (let at = 0; at < piece.length; at += packedBytes) {
      push(piece.subarray(at, at + packedBytes), false);
      yield* unpacked.splice(0).filter(({ length }) => length > 0);
    }
  }
  push(new Uint8Array(0), true);
  yield* unpacked.splice(0).filter(({ length }) => length > 0);
}

function coded(cause: unknown, code: string): Error {
  return Object.assign(new Error("The zstd cannot be unpacked.", { cause }), { code });
}
