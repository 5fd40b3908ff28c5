import { type Preset, presetRanges } from "../metrics/presets.ts";
import { formatInstant } from "../schema/date.ts";
import { weekdays } from "../schema/period.ts";
import { stateOf } from "./ask.ts";
import type { Workspace } from "./open.ts";
import { findSimulation } from "./simulation.ts";

/** What a workspace holds right now: everything a page needs before it asks its first question. */
export interface Status {
  readonly schemaVersion: 1;
  readonly generation: number;
  readonly timezone: string;
  readonly weekStart: string;
  readonly currency: string;
  readonly dataThrough: { readonly events: string | null; readonly subscriptions: string | null };
  /** First day of the data and the day after the last, as dates; null while there are none. */
  readonly range: { readonly from: string; readonly to: string } | null;
  readonly simulated: boolean;
  readonly scenario: string | null;
  readonly presets: readonly Preset[];
  readonly currencies: readonly string[];
  readonly events: readonly string[];
}

/** The workspace's status. UserError `nothing_loaded` before any load. */
export async function status(ws: Workspace): Promise<Status> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    const presets = presetRanges(state);
    const all = presets.find(({ name }) => name === "all");
    const simulation = findSimulation((await (await ws.lake()).snapshot()).commits);
    const printed = (instant: number | null) => (instant === null ? null : formatInstant(instant));
    return {
      schemaVersion: 1,
      generation: state.generation,
      timezone: state.zone.name,
      weekStart: weekdays[state.weekStart - 1] ?? "monday",
      currency: state.currencies[0] ?? ws.config.currency,
      dataThrough: {
        events: printed(state.dataThrough.events),
        subscriptions: printed(state.dataThrough.subscriptions),
      },
      range: all === undefined ? null : { from: all.from, to: all.to },
      simulated: simulation !== null,
      scenario: simulation?.scenario ?? null,
      presets,
      currencies: state.currencies,
      events: state.eventNames,
    };
  });
}
