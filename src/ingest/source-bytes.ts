import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { UserError } from "../schema/user-error.ts";
import type { InputFile } from "./records.ts";
import { unpackZstd } from "./unpack-zstd.ts";

/** Formats that are recognised by their first bytes and not read: name and way out. */
const foreign: readonly { readonly bytes: readonly number[]; readonly name: string; readonly way: string }[] = [
  { bytes: [0x42, 0x5a, 0x68], name: "compressed with bzip2", way: "Unpack it first: bunzip2 FILE." },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], name: "compressed with xz", way: "Unpack it first: unxz FILE." },
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    name: "a zip archive or a spreadsheet",
    way: "Unpack it, or save the sheet as CSV.",
  },
];

/** Some thousand rows: while they are parsed, the engine encodes as many of those before. */
export const pieceBytes = 262_144;

/** The first eight bytes of a file as it is stored. @throws UserError `usage` where it cannot be read. */
export async function firstBytes({ name, path }: InputFile): Promise<Buffer> {
  const file = await open(path).catch((error: unknown) => Promise.reject(unreadable(name, error)));
  try {
    if (!(await file.stat()).isFile()) throw notAFile(name);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * The bytes of a file in pieces of about 256 KiB, unpacked where they are gzip or zstd (told by content, not by name).
 * `onRead` hears how many bytes of the file itself have been taken.
 * @throws UserError `usage` where there is no such file or it is no plain file, `data_quality` where it is packed in
 * another way or breaks off.
 */
export async function* sourceBytes(
  input: InputFile,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<Buffer> {
  const start = await firstBytes(input);
  refuseForeign(input.name, start);
  const file = await open(input.path);
  try {
    const stored = file.createReadStream({ start: 0, highWaterMark: pieceBytes, autoClose: false });
    let taken = 0;
    stored.on("data", (piece) => onRead((taken += piece.length)));
    if (startsWith(start, [0x28, 0xb5, 0x2f, 0xfd])) yield* unpackZstd(stored as AsyncIterable<Buffer>);
    else if (startsWith(start, [0x1f, 0x8b])) {
      const unpacked = stored.pipe(createGunzip({ chunkSize: pieceBytes }));
      stored.on("error", (error) => unpacked.destroy(error));
      try {
        yield* unpacked;
      } finally {
        stored.destroy();
      }
    } else yield* stored;
  } catch (error) {
    throw unreadable(input.name, error);
  } finally {
    await file.close();
  }
}

function startsWith(start: Buffer, bytes: readonly number[]): boolean {
  return bytes.every((byte, at) => start[at] === byte);
}

function refuseForeign(name: string, start: Buffer): void {
  const format = foreign.find(({ bytes }) => startsWith(start, bytes));
  if (format !== undefined) throw new UserError("data_quality", `${name} is ${format.name}.`, format.way);
}

function notAFile(name: string): UserError {
  return new UserError("usage", `${name} is not a file.`, "Name files, a folder, or a pattern such as folder/*.csv.");
}

/** What is said of an error of the system in reading the file `name`. */
export function unreadable(name: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOENT":
      return new UserError("usage", `There is no file ${name}.`, "Check the path; it is read from the current folder.");
    case "EISDIR":
      return notAFile(name);
    case "EACCES":
    case "EPERM":
      return new UserError(
        "usage",
        `${name} may not be read.`,
        `Give yourself the right to read it: chmod u+r ${name}.`,
      );
    case "Z_BUF_ERROR":
      return new UserError("data_quality", `${name} breaks off in the middle of its gzip.`, "Fetch the file again.");
    case "Z_DATA_ERROR":
      return new UserError("data_quality", `${name} has damaged gzip.`, "Fetch the file again.");
    case "ZSTD_CUT":
      return new UserError("data_quality", `${name} breaks off in the middle of its zstd.`, "Fetch the file again.");
    case "ZSTD_DAMAGED":
      return new UserError("data_quality", `${name} has damaged zstd.`, "Fetch the file again.");
    default:
      return error;
  }
}
