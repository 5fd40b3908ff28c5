import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { UserError } from "../schema/user-error.ts";

/** Formats that are recognised by their first bytes and not read: name and way out. */
const foreign: readonly { readonly bytes: readonly number[]; readonly name: string; readonly way: string }[] = [
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], name: "compressed with zstd", way: "Unpack it first: zstd -d FILE." },
  { bytes: [0x42, 0x5a, 0x68], name: "compressed with bzip2", way: "Unpack it first: bunzip2 FILE." },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], name: "compressed with xz", way: "Unpack it first: unxz FILE." },
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    name: "a zip archive or a spreadsheet",
    way: "Unpack it, or save the sheet as CSV.",
  },
  { bytes: [0x50, 0x41, 0x52, 0x31], name: "Parquet", way: "Export it as CSV; only CSV and CSV.gz are read so far." },
];

const pieceBytes = 1_048_576;

/**
 * The bytes of the file at `path` in pieces of up to 1 MiB, unpacked where they are gzip (told by content, not by name).
 * `onRead` hears how many bytes of the file itself have been taken.
 * @throws UserError `usage` where there is no such file or it is no plain file, `data_quality` where it is packed in
 * another way or breaks off.
 */
export async function* sourceBytes(path: string, onRead: (bytes: number) => void = () => {}): AsyncGenerator<Buffer> {
  const file = await open(path).catch((error: unknown) => Promise.reject(unreadable(path, error)));
  try {
    if (!(await file.stat()).isFile()) throw notAFile(path);
    const start = (await file.read(Buffer.alloc(8), 0, 8, 0)).buffer;
    refuseForeign(path, start);
    const stored = file.createReadStream({ start: 0, highWaterMark: pieceBytes, autoClose: false });
    let taken = 0;
    stored.on("data", (piece) => onRead((taken += piece.length)));
    if (start[0] !== 0x1f || start[1] !== 0x8b) {
      yield* stored;
      return;
    }
    const unpacked = stored.pipe(createGunzip({ chunkSize: pieceBytes }));
    stored.on("error", (error) => unpacked.destroy(error));
    try {
      yield* unpacked;
    } finally {
      stored.destroy();
    }
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

function refuseForeign(path: string, start: Buffer): void {
  const format = foreign.find(({ bytes }) => bytes.every((byte, at) => start[at] === byte));
  if (format !== undefined) throw new UserError("data_quality", `${path} is ${format.name}.`, format.way);
}

function notAFile(path: string): UserError {
  return new UserError(
    "usage",
    `${path} is not a file.`,
    "Name CSV files; a shell pattern such as folder/*.csv names many.",
  );
}

function unreadable(path: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOENT":
      return new UserError("usage", `There is no file ${path}.`, "Check the path; it is read from the current folder.");
    case "EISDIR":
      return notAFile(path);
    case "EACCES":
    case "EPERM":
      return new UserError(
        "usage",
        `${path} may not be read.`,
        `Give yourself the right to read it: chmod u+r ${path}.`,
      );
    case "Z_BUF_ERROR":
      return new UserError("data_quality", `${path} breaks off in the middle of its gzip.`, "Fetch the file again.");
    case "Z_DATA_ERROR":
      return new UserError("data_quality", `${path} has damaged gzip.`, "Fetch the file again.");
    default:
      return error;
  }
}
