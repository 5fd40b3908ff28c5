import { countEntries, geometricCounts, threshold, zipfLevels } from "../chances.ts";
import type { EffectDay } from "../effects/effects.ts";
import type { Scenario } from "../scenario.ts";
import { creatorLevels } from "./population.ts";

/** Sessions of a day beyond the first, at most. */
export const mostMoreSessions = 3;
/** Projects of a session, at most. */
const mostProjects = 12;

/** How much people do, as tables that a draw reads. */
export interface Habits {
  /** Sessions beyond the first: `countEntries` for each persona. */
  readonly moreSessions: Uint8Array;
  /** Projects of a session on a day with these effects, by variant: `countEntries` for each persona and creator level. */
  projects(effects: EffectDay): readonly Uint8Array[];
  /** Thresholds of the chance that a project is exported; index = (variant × personas + persona) × 2 + whether they pay. */
  exportsBelow(effects: EffectDay): Float64Array;
}

/** The habits of `scenario`'s people. */
export function habitsOf(scenario: Scenario): Habits {
  const levels = zipfLevels(creatorLevels, scenario.creatorExponent);
  const byFactor = new Map<number, Uint8Array>();
  const thresholds = new WeakMap<EffectDay, Float64Array>();

  function projectTable(factor: number): Uint8Array {
    const known = byFactor.get(factor);
    if (known !== undefined) return known;
    const tables = scenario.personas.flatMap(({ projectsPerSession }) =>
      levels.map((level) => geometricCounts(projectsPerSession * level * factor, mostProjects)),
    );
    const made = joined(tables);
    byFactor.set(factor, made);
    return made;
  }

  return {
    moreSessions: joined(scenario.personas.map((persona) => geometricCounts(persona.moreSessions, mostMoreSessions))),
    projects: ({ projects }) => Array.from(projects, projectTable),
    exportsBelow(effects) {
      const known = thresholds.get(effects);
      if (known !== undefined) return known;
      const made = Float64Array.from(
        Array.from(effects.exports).flatMap((factor, variant) =>
          scenario.personas.flatMap(({ exportRate }) => {
            const paying = exportRate * factor;
            return [threshold(paying * (effects.freeExports[variant] ?? 1)), threshold(paying)];
          }),
        ),
      );
      thresholds.set(effects, made);
      return made;
    },
  };
}

function joined(tables: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(tables.length * countEntries);
  tables.forEach((table, i) => all.set(table, i * countEntries));
  return all;
}
