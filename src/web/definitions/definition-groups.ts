import type { MetricDescription } from "../api/contract.ts";

/** Metrics that are read together, under one heading. */
export interface DefinitionGroup {
  readonly id: string;
  readonly title: string;
  /** What they are made from. */
  readonly from: string;
  readonly metrics: readonly MetricDescription[];
}

const [events, versions] = ["from events", "from subscription versions"] as const;

const groups = [
  { subject: "activity", unit: "count", title: "Activity", from: events },
  { subject: "activity", unit: "rate", title: "Activity rates", from: events },
  { subject: "subscription", unit: "minor_units", title: "Revenue", from: versions },
  { subject: "subscription", unit: "rate", title: "Revenue rates", from: versions },
  { subject: "subscription", unit: "count", title: "Customers", from: versions },
  { subject: "activity", unit: "minor_units", title: "Activity amounts", from: events },
] as const;

/** The groups that `metrics` fall into, each in the order in which its metrics came. */
export function definitionGroups(metrics: readonly MetricDescription[]): readonly DefinitionGroup[] {
  return groups
    .map(({ subject, unit, title, from }) => ({
      id: `${subject}-${unit}`,
      title,
      from,
      metrics: metrics.filter((metric) => metric.subject === subject && metric.unit === unit),
    }))
    .filter((group) => group.metrics.length > 0);
}
