import type { ReactNode } from "react";
import { Figure } from "../charts/figure.tsx";
import type { Unit } from "../format/number.ts";
import type { NumberAddress } from "../state/number-address.ts";

interface MovedFigureProps {
  readonly change: number | null;
  readonly unit: Unit;
  readonly verdict: "good" | "bad" | "even";
  /** Where the change stands in its answer. */
  readonly address: NumberAddress;
  readonly label: string;
  /** What stands below the change. */
  readonly children: ReactNode;
}

/** How much something moved; pressing it shows what the change is made of. */
export function MovedFigure({ change, unit, verdict, address, label, children }: MovedFigureProps) {
  return (
    <span className="moved-figures">
      <span className={`change-${verdict}`}>
        <Figure value={change} unit={unit} address={address} label={label} isChange />
      </span>
      {verdict !== "even" && <span className="visually-hidden"> ({verdict === "good" ? "better" : "worse"})</span>}
      <span className="moved-share">{children}</span>
    </span>
  );
}
