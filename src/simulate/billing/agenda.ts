/** What is due on which day, in the order in which it was put down. */
export interface Agenda<T> {
  put(d: number, item: T): void;
  /** What is due on day `d`; nothing may be put on that day any more. */
  due(d: number): readonly T[];
}

/** An agenda of days 0 … days − 1; what is due after them is dropped, what was due before them is due on day 0. */
export function agenda<T>(days: number): Agenda<T> {
  const byDay: (T[] | undefined)[] = [];
  let today = 0;
  return {
    put(d, item) {
      const day = Math.max(d, today);
      if (day >= days) return;
      const items = byDay[day];
      if (items === undefined) byDay[day] = [item];
      else items.push(item);
    },
    due(d) {
      today = d + 1;
      const items = byDay[d] ?? [];
      byDay[d] = undefined;
      return items;
    },
  };
}
