import type { Day } from "../../schema/date.ts";
import { created, eventNames, exported, opened } from "../day-log.ts";
import type { Segment } from "../truth/segments.ts";
import { segmentsSeen, type UserHistory, within } from "./diary.ts";
import type { FullRow } from "./full-row.ts";

const steps = [opened, created, exported] as const;

/** A funnel of the full key; its attempt from an event on is the seconds at which each step is taken, in order. */
interface Asked {
  readonly order: "ordered" | "strict" | "any";
  readonly windowSeconds: number;
}

const all: readonly Asked[] = [
  { order: "ordered", windowSeconds: 14 * 86_400 },
  { order: "ordered", windowSeconds: 600 },
  { order: "strict", windowSeconds: 3_600 },
  { order: "any", windowSeconds: 86_400 },
];

/** Funnels, followed person by person. */
export interface FunnelKey {
  add(history: UserHistory): void;
  rows(): Generator<FullRow>;
}

/** What funnels are counted of: a company whose data are complete until `end`, in seconds since the day `from` began. */
interface FunnelKeyOptions {
  readonly from: Day;
  readonly end: number;
  readonly segments: readonly Segment[];
}

/** An empty count. The first funnel is told of every segment, the others of the whole. */
export function funnelKey({ from, end, segments }: FunnelKeyOptions): FunnelKey {
  const counts = all.flatMap((asked, i) =>
    (i === 0 ? segments : segments.slice(0, 1)).map((segment, index) => {
      return { asked, segment, index, seconds: steps.map(() => new Map<number, number>()) };
    }),
  );
  return {
    add(history) {
      const seen = segmentsSeen(history);
      for (const { asked, index, seconds } of counts) {
        if (((seen >>> index) & 1) === 0) continue;
        const best = bestAttempt(within(history, index), asked, end);
        best.forEach((second, step) => {
          const since = step === 0 ? 0 : second - (best[step - 1] ?? 0);
          seconds[step]?.set(since, (seconds[step]?.get(since) ?? 0) + 1);
        });
      }
    },
    *rows() {
      for (const { asked, segment, seconds } of counts) {
        const typed = steps.map((step) => `--step ${eventNames[step]}`).join(" ");
        const question = `funnel ${typed} --window ${asked.windowSeconds}s --order ${asked.order}`;
        const of = { question, grain: "total", period: from, segment, currency: null } as const;
        for (const [step, counted] of seconds.entries()) {
          // How long it took, to the second: the median needs every time, the average their sum.
          for (const [position, value] of counted)
            yield { ...of, name: `seconds_to_step_${step + 1}`, position, value };
        }
      }
    },
  };
}

/** Of all attempts whose window ends in time the one that goes furthest, the earliest among equals; empty where none. */
function bestAttempt(history: UserHistory, { order, windowSeconds }: Asked, end: number): readonly number[] {
  let best: readonly number[] = [];
  for (let entry = 0; entry < history.kind.length && best.length < steps.length; entry++) {
    const deadline = (history.second[entry] ?? 0) + windowSeconds;
    if (deadline > end) break;
    if (order !== "any" && history.kind[entry] !== steps[0]) continue;
    const attempt = attempts[order](history, entry, deadline);
    if (attempt.length > best.length) best = attempt;
  }
  return best;
}

type Attempt = (history: UserHistory, entry: number, deadline: number) => readonly number[];

const attempts: Readonly<Record<Asked["order"], Attempt>> = {
  ordered({ kind, second }, entry, deadline) {
    const taken: number[] = [];
    for (let event = entry; event < kind.length && (second[event] ?? 0) <= deadline; event++) {
      if (kind[event] === steps[taken.length]) taken.push(second[event] ?? 0);
      if (taken.length === steps.length) break;
    }
    return taken;
  },
  strict({ kind, second }, entry, deadline) {
    const taken: number[] = [];
    for (let event = entry; kind[event] === steps[taken.length] && (second[event] ?? 0) <= deadline; event++) {
      taken.push(second[event] ?? 0);
      if (taken.length === steps.length) break;
    }
    return taken;
  },
  any({ kind, second }, entry, deadline) {
    const missing = new Set<number>(steps);
    const taken: number[] = [];
    for (let event = entry; event < kind.length && (second[event] ?? 0) <= deadline && missing.size > 0; event++) {
      if (missing.delete(kind[event] ?? -1)) taken.push(second[event] ?? 0);
    }
    return taken;
  },
};
