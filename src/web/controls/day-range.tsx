import { type CalendarDate, parseDate } from "@internationalized/date";
import { Button, CalendarCell, CalendarGrid, Heading, RangeCalendar } from "react-aria-components";
import { Icon } from "./icon.tsx";

interface Days {
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
}

interface DayRangeProps {
  readonly range: Days;
  /** What is loaded; other days cannot be chosen. */
  readonly bounds: Days;
  /** `monday` … `sunday`. */
  readonly weekStart: string;
  readonly onChange: (days: Days) => void;
}

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** A calendar in which the first and the last day of a range are chosen. */
export function DayRange({ range, bounds, weekStart, onChange }: DayRangeProps) {
  const last = lastOf(range);
  return (
    <RangeCalendar
      aria-label="Days of your own"
      className="calendar"
      defaultValue={{ start: parseDate(range.from), end: last }}
      defaultFocusedValue={last}
      minValue={parseDate(bounds.from)}
      maxValue={lastOf(bounds)}
      firstDayOfWeek={weekdays.find((day) => weekStart.toLowerCase().startsWith(day)) ?? "mon"}
      onChange={({ start, end }) => onChange({ from: start.toString(), to: end.add({ days: 1 }).toString() })}
    >
      <header>
        <Button slot="previous" className="icon-button">
          <Icon name="left" />
        </Button>
        <Heading className="calendar-title" />
        <Button slot="next" className="icon-button">
          <Icon name="right" />
        </Button>
      </header>
      <CalendarGrid>{(date) => <CalendarCell date={date} className="calendar-day" />}</CalendarGrid>
      <p className="calendar-hint">Choose the first day, then the last.</p>
    </RangeCalendar>
  );
}

function lastOf({ to }: Days): CalendarDate {
  return parseDate(to).subtract({ days: 1 });
}
