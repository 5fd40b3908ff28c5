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
  /** The grains that divide a range of this length well. */
  readonly grains: readonly ViewGrain[];
}

/** Most days that are shown by the hour, and fewest that are shown by the year. */
const mostHourDays = 7;
const fewestYearDays = 366;

/** The days and the grain that `view` means in what is loaded; an unknown preset means the default one. */
export function resolveRange({ range, grain }: View, status: LoadedStatus): ResolvedRange {
  const preset =
    range.kind === "days"
      ? null
      : (findPreset(status, range.name) ?? findPreset(status, defaultPreset) ?? status.presets[0] ?? null);
  const { from, to } = range.kind === "days" ? range : (preset ?? status.range);
  const grains = grainsOf(daysBetween(from, to));
  const offered = (one: string | undefined | null) => grains.find((known) => known === one);
  return {
    from,
    to,
    preset: preset?.name ?? null,
    label: preset?.label ?? null,
    grain: offered(grain) ?? offered(preset?.grain) ?? suitableGrain(daysBetween(from, to)),
    grains,
  };
}

function grainsOf(days: number): readonly ViewGrain[] {
  return viewGrains.filter((grain) => {
    if (grain === "hour") return days <= mostHourDays;
    if (grain === "quarter") return days > mostHourDays;
    return grain !== "year" || days > fewestYearDays;
  });
}

function findPreset(status: LoadedStatus, name: string): Preset | undefined {
  return status.presets.find((preset) => preset.name === name);
}

function suitableGrain(days: number): ViewGrain {
  if (days <= 45) return "day";
  return days <= 200 ? "week" : "month";
}

function daysBetween(from: string, to: string): number {
  return (parseDay(to) ?? 0) - (parseDay(from) ?? 0);
}
