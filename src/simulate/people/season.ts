import { civilOf, type Day, weekdayOf } from "../../schema/date.ts";
import type { Occasion, Persona, Scenario } from "../scenario.ts";
import type { Country } from "./country.ts";
import { isHoliday } from "./holidays.ts";

/**
 * The season of one local day: what multiplies the chance of an active day, by country and persona (index = country ×
 * personas + persona): weekday × month of the year (a school year's half a year apart in the south) × holiday × occasions.
 */
export function seasonOf({ countries, personas, occasions }: Scenario, day: Day): Float64Array {
  const factors = new Float64Array(countries.length * personas.length);
  const onPersona = personas.map((persona) => occasionFactor(occasions, persona, day));
  countries.forEach((country, c) => {
    const holiday = isHoliday(country.holidays, day);
    personas.forEach((persona, p) => {
      const ordinary = (persona.weekdays[weekdayOf(day) - 1] ?? 1) * monthFactor(persona, country, day);
      factors[c * personas.length + p] = ordinary * (holiday ? persona.holidayFactor : 1) * (onPersona[p] ?? 1);
    });
  });
  return factors;
}

function monthFactor({ months, termTime }: Persona, { isSouthern }: Country, day: Day): number {
  const { month } = civilOf(day);
  const index = termTime && isSouthern ? (month + 5) % 12 : month - 1;
  return months[index] ?? 1;
}

function occasionFactor(occasions: readonly Occasion[], { name }: Persona, day: Day): number {
  const { month, dayOfMonth } = civilOf(day);
  const today = month * 100 + dayOfMonth;
  return occasions
    .filter(({ personas }) => personas.length === 0 || personas.includes(name))
    .filter(({ from, to }) => {
      const [first, last] = [from.month * 100 + from.dayOfMonth, to.month * 100 + to.dayOfMonth];
      return first <= last ? today >= first && today <= last : today >= first || today <= last;
    })
    .reduce((product, { factor }) => product * factor, 1);
}
