import { created, exported, opened } from "../day-log.ts";
import type { Buckets } from "./buckets.ts";
import { activeUsers, creators, type DistinctKey, distinctKey, exporters } from "./distinct-key.ts";
import type { ActivitySegments } from "./segments.ts";
import { type TrailingKey, trailingKey } from "./trailing-key.ts";

/** What the answer key wants to hear of the people, in day order, user by user. */
export interface SessionSink {
  /** A session begins in the segments of this place. */
  session(where: { readonly platform: number; readonly country: number; readonly isNew: number }): void;
  /** An event of that session. */
  event(kind: number): void;
  /** All sessions of `user` on the current day have been told. */
  endOfUserDay(user: number): void;
}

/** The answer key of activity, counted while the people act. */
export interface ActivityKey extends SessionSink {
  startDay(d: number): void;
  readonly trailing: TrailingKey;
  readonly distinct: DistinctKey;
  /** Events of `kind` in a segment, one figure a day. */
  eventsPerDay(kind: number, segment: number): Float64Array;
}

/** An empty key for `users` users of one shard. */
export function activityKey(
  users: number,
  { segments, cells, cellOf, maskOf }: ActivitySegments,
  grains: readonly Buckets[],
): ActivityKey {
  const days = grains[0]?.starts.length ?? 0;
  const trailing = trailingKey({ users, days, segments: segments.length });
  const distinct = distinctKey({ users, segments: segments.length }, grains);
  const events = [opened, created, exported].map(() => new Float64Array(cells * days));
  const masks = Int32Array.from({ length: cells }, (_, cell) => maskOf(cell));
  let [today, mask, slot] = [0, 0, 0];
  let [activeMask, creatorMask, exporterMask] = [0, 0, 0];
  return {
    trailing,
    distinct,
    startDay(d) {
      today = d;
      distinct.startDay(d);
    },
    session(where) {
      const cell = cellOf(where);
      mask = masks[cell] ?? 0;
      slot = today * cells + cell;
      activeMask |= mask;
    },
    event(kind) {
      const figures = events[kind];
      if (figures === undefined) throw new Error(`no kind of event is number ${kind}`);
      figures[slot] = (figures[slot] ?? 0) + 1;
      if (kind === created) creatorMask |= mask;
      else if (kind === exported) exporterMask |= mask;
    },
    endOfUserDay(user) {
      trailing.active(user, today, activeMask);
      distinct.add(user, activeUsers, activeMask);
      if (creatorMask !== 0) distinct.add(user, creators, creatorMask);
      if (exporterMask !== 0) distinct.add(user, exporters, exporterMask);
      activeMask = creatorMask = exporterMask = 0;
    },
    eventsPerDay(kind, segment) {
      const perDay = new Float64Array(days);
      masks.forEach((cellMask, cell) => {
        if (((cellMask >>> segment) & 1) === 0) return;
        for (let d = 0; d < days; d++) perDay[d] = (perDay[d] ?? 0) + (events[kind]?.[d * cells + cell] ?? 0);
      });
      return perDay;
    },
  };
}
