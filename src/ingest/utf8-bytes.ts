import { TextDecoder } from "node:util";
import { UserError } from "../schema/user-error.ts";

/**
 * The bytes as they are, or as UTF-8 where a byte-order mark says that they are UTF-16. `name` names the file in errors.
 * @throws UserError `data_quality` where UTF-16 has no mark, or half a character in it.
 */
export async function* utf8Bytes(name: string, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | null | undefined;
  for await (const piece of pieces) {
    if (decoder === undefined) decoder = decoderFor(name, piece);
    if (decoder === null) yield piece;
    else yield decoded(name, () => Buffer.from(decoder?.decode(piece, { stream: true }) ?? ""));
  }
  if (decoder !== null && decoder !== undefined) yield decoded(name, () => Buffer.from(decoder?.decode() ?? ""));
}

function decoderFor(name: string, [first, second]: Buffer): TextDecoder | null {
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le", { fatal: true });
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be", { fatal: true });
  if (second === undefined || (first === 0) === (second === 0)) return null;
  throw new UserError("data_quality", `${name} is UTF-16, not UTF-8.`, `Convert it: iconv -f UTF-16 -t UTF-8 ${name}.`);
}

function decoded(name: string, decode: () => Buffer): Buffer {
  try {
    return decode();
  } catch {
    throw new UserError("data_quality", `${name} is broken UTF-16.`, "Save it again as UTF-8.");
  }
}
