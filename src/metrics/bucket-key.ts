import { type Node, value } from "../sql/fragment.ts";
import type { Question } from "./question.ts";

/** A bucket's key as SQL names it: a date, or a timestamp at grain hour. */
export function bucketKey(key: number, { grain }: Pick<Question, "grain">): Node {
  return value(key, grain === "hour" ? "timestamp" : "date");
}
