import type { LoadedStatus, Preset } from "../api/contract.ts";
import { parseDay } from "../../schema/date.ts";
import { defaultPreset, type View, type ViewGrain, viewGrains } from "./view.ts";

/** The days a view shows, and the grain that divides them. */
export interface ResolvedRange {
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  /** The preset's name and label; null for days of one's own. */
  readonly preset: string | null;
  readonly label: string | null;
  readonly grain: ViewGrain;
}

/** The days and the grain that `view` means in what is loaded; an unknown preset means the default one. */
export function resolveRange({ range, grain }: View, status: LoadedStatus): ResolvedRange {
  if (range.kind === "days") {
    return {
      from: range.from,
      to: range.to,
      preset: null,
      label: null,
      grain: grain ?? suitableGrain(range.from, range.to),
    };
  }
  const preset = findPreset(status, range.name) ?? findPreset(status, defaultPreset) ?? status.presets[0];
  const { from, to } = preset ?? status.range;
  const own = viewGrains.find((known) => known === preset?.grain);
  return {
    from,
    to,
    preset: preset?.name ?? null,
    label: preset?.label ?? null,
    grain: grain ?? own ?? suitableGrain(from, to),
  };
}

function findPreset(status: LoadedStatus, name: string): Preset | undefined {
  return status.presets.find((preset) => preset.name === name);
}

function suitableGrain(from: string, to: string): ViewGrain {
  const days = (parseDay(to) ?? 0) - (parseDay(from) ?? 0);
  if (days <= 45) return "day";
  return days <= 200 ? "week" : "month";
}
