import type { ViewCompare } from "../state/view.ts";
import { Select } from "./select.tsx";

const options = [
  ["previous", "vs previous period"],
  ["previous_year", "vs same period last year"],
  ["off", "No comparison"],
] as const;

/** What the figures are compared with. */
export function CompareSelect({ value, onChange }: { value: ViewCompare; onChange: (value: ViewCompare) => void }) {
  return <Select label="Compare" value={value} options={options} onChange={onChange} />;
}
