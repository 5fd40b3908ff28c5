import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Path of a program on PATH, or null where it is not installed. */
export function executable(program: string): string | null {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    try {
      const path = join(folder, program);
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return null;
}
