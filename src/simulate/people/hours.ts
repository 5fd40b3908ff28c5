import { choices, choose } from "../chances.ts";
import { draw, mix, purposes } from "../random.ts";

/**
 * When sessions begin. A day of the company is, by a clock that is ahead or behind, the parts of two local days: `early`
 * until local midnight, `late` after it. In each the hours weigh as the daily curve says.
 */
export interface Hours {
  /** Share of the daily curve that lies in the early and in the late part, by a clock so many half hours ahead. */
  partsOf(ahead: number): { readonly early: number; readonly late: number };
  /** Second of the company's day for a session of the given `key`; it lies in the early part where its draw is below. */
  startOf(ahead: number, earlyBelow: number, key: number): number;
}

const slots = 48;
const slotSeconds = 1_800;
/** Greatest distance of two clocks, in half hours. */
const farthest = 60;

/** The daily curve `weights`, one weight a local hour. */
export function hoursOf(weights: readonly number[]): Hours {
  const total = 2 * weights.reduce((sum, weight) => sum + weight, 0);
  const byClock = Array.from({ length: 2 * farthest + 1 }, (_, index) => partsFor(weights, index - farthest));
  return {
    partsOf(ahead) {
      const parts = byClock[ahead + farthest];
      return { early: (parts?.early ?? 0) / total, late: (parts?.late ?? 0) / total };
    },
    startOf(ahead, earlyBelow, key) {
      const parts = byClock[ahead + farthest];
      if (parts === undefined) throw new Error(`a clock is ${ahead} half hours ahead`);
      const luck = draw(key, purposes.hour);
      const slot = choose(mix(luck) < earlyBelow ? parts.earlySlots : parts.lateSlots, luck);
      return slot * slotSeconds + ((draw(key, purposes.second) >>> 0) % slotSeconds);
    },
  };
}

/** The slots of a company's day on either side of local midnight. A part without weight is never asked for a slot. */
function partsFor(weights: readonly number[], ahead: number) {
  const midnight = ahead > 0 ? slots - ahead : -ahead;
  const of = (isIn: (slot: number) => boolean): number[] =>
    Array.from({ length: slots }, (_, slot) => (isIn(slot) ? weightAt(weights, slot + ahead) : 0));
  const [early, late] = [of((slot) => slot < midnight), of((slot) => slot >= midnight)];
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return { early: sum(early), late: sum(late), earlySlots: choices(early), lateSlots: choices(late) };
}

function weightAt(weights: readonly number[], localSlot: number): number {
  return weights[Math.floor((((localSlot % slots) + slots) % slots) / 2)] ?? 0;
}
