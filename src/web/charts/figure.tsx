import { formatDifference, formatExact, formatFigure, type Unit } from "../format/number.ts";
import { type NumberAddress, openNumber } from "../state/number-address.ts";

interface FigureProps {
  readonly value: number | null;
  readonly unit: Unit;
  /** Where it stands; null where there is nothing to look behind. */
  readonly address: NumberAddress | null;
  /** `exact` prints every minor unit, as tables do. */
  readonly isExact?: boolean;
  /** Prints a difference, with its sign. */
  readonly isChange?: boolean;
  /** What it is of, for those who hear it: `Creators, March 2026`. */
  readonly label: string;
}

/** A number. Pressing it shows what it means, its SQL, the rows behind it, and proves it. */
export function Figure({ value, unit, address, isExact = false, isChange = false, label }: FigureProps) {
  const print = isChange ? formatDifference : isExact ? formatExact : formatFigure;
  const text = print(value, unit);
  if (value === null || address === null) return <span className="figure">{text}</span>;
  return (
    <button
      type="button"
      className="figure figure-button"
      data-value={value}
      data-number={`${address.path}#${address.pointer}`}
      aria-label={`${text}, ${label}: show what is behind it`}
      title={isExact || isChange ? undefined : formatExact(value, unit)}
      onClick={() => openNumber(address)}
    >
      {text}
    </button>
  );
}
