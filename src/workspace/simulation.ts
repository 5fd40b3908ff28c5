import type { CommitRecord } from "../lake/lake.ts";

/** What a simulation's commit says of the company it published. */
export interface Simulation {
  readonly commit: CommitRecord;
  readonly scenario: string;
  readonly timezone: string;
  /** A weekday's number or name. */
  readonly weekStart: string;
  readonly from: string;
  readonly to: string;
  /** Whether all parts of it are there, where it was simulated in parts. */
  readonly isWhole: boolean;
}

/** The simulation that a lake holds, or null where its data come from elsewhere. */
export function findSimulation(commits: readonly CommitRecord[]): Simulation | null {
  const commit = commits.find(({ operation }) => operation === "simulate");
  if (commit === undefined) return null;
  const parts = commits.filter(({ operation }) => operation === "simulate").length;
  const text = (key: string) => String(commit.details[key]);
  return {
    commit,
    scenario: text("scenario"),
    timezone: text("timezone"),
    weekStart: text("weekStart"),
    from: text("from"),
    to: text("to"),
    isWhole: commit.details["parts"] === undefined || commit.details["parts"] === parts,
  };
}
