import { UserError } from "../schema/user-error.ts";

/** Longest span of time a question may name; ten years. */
const mostSeconds = 3_660 * 86_400;

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** The seconds that `14d`, `12h`, `30m` or `300s` means. UserError `usage` naming `--flag` where it means none. */
export function readSpan(flag: string, text: string): number {
  const match = /^(\d{1,10})([smhd])$/.exec(text);
  const seconds = Number(match?.[1] ?? 0) * (secondsOf[match?.[2] ?? ""] ?? 0);
  if (seconds > 0 && seconds <= mostSeconds) return seconds;
  throw new UserError(
    "usage",
    `"${text}" is no --${flag}.`,
    "Write a length of time with its unit, such as 14d, 12h, 30m or 300s.",
  );
}
