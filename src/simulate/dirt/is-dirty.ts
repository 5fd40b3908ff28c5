import type { Dirt } from "../scenario.ts";

/** Whether anything is spoilt at all. */
export function isDirty(dirt: Dirt): boolean {
  return Object.values(dirt).some((rate: number) => rate > 0);
}
