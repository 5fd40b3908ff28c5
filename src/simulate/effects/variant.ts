import { choices, choose } from "../chances.ts";
import { draw, ordinalOf, purposes } from "../random.ts";
import type { Effect } from "./effect.ts";

/** The variant of the user with `key`: their arms of all experiments as one number, the last experiment's counting fastest. */
export function variantOf(effects: readonly Effect[], key: number): number {
  let variant = 0;
  effects.forEach((effect) => {
    if (effect.kind !== "experiment") return;
    const table = choices(effect.arms.map(({ share }) => share));
    variant = variant * effect.arms.length + choose(table, draw(key, purposes.arm, ordinalOf(effect.name)));
  });
  return variant;
}
