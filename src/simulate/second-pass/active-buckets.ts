import type { Buckets } from "../truth/buckets.ts";
import type { UserHistory } from "./diary.ts";

/** The buckets in which a history has an event that `isMeant`, in order, each with how many such events. */
export interface ActiveBuckets {
  readonly bucket: readonly number[];
  readonly events: readonly number[];
}

/** Walk a history from day to day. */
export function activeBuckets(
  { day }: UserHistory,
  { ofDay }: Buckets,
  isMeant: (event: number) => boolean,
): ActiveBuckets {
  const [bucket, events]: [number[], number[]] = [[], []];
  for (let event = 0; event < day.length; event++) {
    if (!isMeant(event)) continue;
    const now = ofDay[day[event] ?? 0] ?? 0;
    const last = bucket.length - 1;
    if (bucket[last] === now) events[last] = (events[last] ?? 0) + 1;
    else {
      bucket.push(now);
      events.push(1);
    }
  }
  return { bucket, events };
}
