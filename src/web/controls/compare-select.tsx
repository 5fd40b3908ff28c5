import type { ViewCompare } from "../state/view.ts";
import { Icon } from "./icon.tsx";

const options: readonly (readonly [ViewCompare, string])[] = [
  ["previous", "vs previous period"],
  ["previous_year", "vs same period last year"],
  ["off", "No comparison"],
];

/** What the figures are compared with. */
export function CompareSelect({ value, onChange }: { value: ViewCompare; onChange: (value: ViewCompare) => void }) {
  const choose = (text: string): void => onChange(options.find(([name]) => name === text)?.[0] ?? "previous");
  return (
    <span className="select">
      <select aria-label="Compare" value={value} onChange={(event) => choose(event.target.value)}>
        {options.map(([name, title]) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
      <Icon name="chevron" />
    </span>
  );
}
