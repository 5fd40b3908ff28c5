import { lazy, Suspense } from "react";
import type { LoadedStatus } from "../api/contract.ts";
import { formatDays } from "../format/date.ts";
import type { ResolvedRange } from "../state/resolve-range.ts";
import type { ViewRange } from "../state/view.ts";
import { Icon } from "./icon.tsx";
import { PopoverButton } from "./popover-button.tsx";

const DayRange = lazy(async () => ({ default: (await import("./day-range.tsx")).DayRange }));

interface RangePickerProps {
  readonly status: LoadedStatus;
  readonly range: ResolvedRange;
  readonly onChange: (range: ViewRange) => void;
}

/** The days looked at: the presets people know, counted back from the data, and days of one's own from a calendar. */
export function RangePicker({ status, range, onChange }: RangePickerProps) {
  const days = formatDays(range.from, range.to);
  const face = (
    <>
      <Icon name="calendar" />
      <span className="visually-hidden">Date range</span>
      {range.label !== null && <strong>{range.label}</strong>}
      <span className="range-days">{days}</span>
      <Icon name="chevron" />
    </>
  );
  return (
    <PopoverButton face={face} label="Date range" hasWords className="button range-button" panelClassName="range-panel">
      {(close) => (
        <>
          <ul className="presets" aria-label="Presets">
            {status.presets.map((preset) => (
              <li key={preset.name}>
                <button
                  type="button"
                  aria-pressed={preset.name === range.preset}
                  onClick={() => {
                    onChange({ kind: "preset", name: preset.name });
                    close();
                  }}
                >
                  {preset.label}
                </button>
              </li>
            ))}
          </ul>
          <Suspense fallback={<div className="calendar-room" />}>
            <DayRange
              range={range}
              bounds={status.range}
              weekStart={status.weekStart}
              onChange={(chosen) => {
                onChange({ kind: "days", ...chosen });
                close();
              }}
            />
          </Suspense>
        </>
      )}
    </PopoverButton>
  );
}
