import { Icon } from "./icon.tsx";

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly onChange: (value: T) => void;
}

/** One of many, as the browser lets people choose; its label is heard, not seen. */
export function Select<T extends string>({ label, value, options, onChange }: SelectProps<T>) {
  const choose = (text: string): void => {
    const option = options.find(([name]) => name === text);
    if (option !== undefined) onChange(option[0]);
  };
  return (
    <span className="select">
      <select aria-label={label} value={value} onChange={(event) => choose(event.target.value)}>
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
