import { goTo, useSearch } from "./location.ts";

/** One value of the address under `name`; null where it is not there. Setting it to null takes it out. */
export function useParameter(name: string): readonly [string | null, (value: string | null) => void] {
  const value = new URLSearchParams(useSearch()).get(name);
  return [value, (next) => goTo(addressWith(name, next === null ? [] : [next]))];
}

/** All values of the address under `name`, in their order. */
export function useParameters(name: string): readonly [readonly string[], (values: readonly string[]) => void] {
  const values = new URLSearchParams(useSearch()).getAll(name);
  return [values, (next) => goTo(addressWith(name, next))];
}

/** One of `choices` in the address; the first is the default and is left out of it. What is no choice means the default. */
export function useChoice<T extends string>(
  name: string,
  choices: readonly [T, ...T[]],
): readonly [T, (value: T) => void] {
  const [value, setValue] = useParameter(name);
  const chosen = choices.find((choice) => choice === value) ?? choices[0];
  return [chosen, (next) => setValue(next === choices[0] ? null : next)];
}

/** The address of this page with `values` under `name` in place of what stands there. */
export function addressWith(name: string, values: readonly string[]): string {
  const parameters = new URLSearchParams(window.location.search);
  parameters.delete(name);
  for (const value of values) parameters.append(name, value);
  const text = parameters.toString();
  return window.location.pathname + (text === "" ? "" : `?${text}`);
}
