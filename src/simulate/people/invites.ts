import { threshold } from "../chances.ts";
import { draw, purposes } from "../random.ts";
import type { Invites } from "../scenario.ts";

/** Nobody invited them. */
export const nobody = -1;

/**
 * A function that says who invited a shard's `local`-th user, or `nobody`; users are asked for in order of signing up. Who
 * is invited comes to the same shard later than who invites, so that a family, a root and everyone below it, lies in one.
 */
export function inviters(
  { share, meanDays }: Invites,
  signUp: Int32Array,
): (user: { readonly local: number; readonly key: number }) => number {
  const invitedBelow = threshold(share);
  const stays = meanDays / (1 + meanDays);
  return ({ local, key }) => {
    if (local === 0 || draw(key, purposes.invited) >= invitedBelow) return nobody;
    const day = (signUp[local] ?? 0) - delay(stays, draw(key, purposes.inviteDelay));
    // Whoever signed up last until that day, or any of those before, in a range that holds about a day's arrivals.
    const end = Math.max(1, firstAfter(signUp, local, day));
    const range = Math.min(end, Math.max(8, firstAfter(signUp, local, day + 1) - end));
    return end - 1 - ((draw(key, purposes.inviter) >>> 0) % range);
  };
}

/** Days by a geometric distribution in which one more day has the chance `stays`. */
function delay(stays: number, luck: number): number {
  const target = (luck >>> 0) / 4_294_967_296;
  let [days, tail] = [0, stays];
  while (tail > target && days < 400) {
    tail *= stays;
    days++;
  }
  return days;
}

/** How many of the first `count` entries of the rising `days` lie at or before `day`. */
function firstAfter(days: Int32Array, count: number, day: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] ?? 0) > day) high = middle;
    else low = middle + 1;
  }
  return low;
}
