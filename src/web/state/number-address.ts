import { goTo } from "./location.ts";
import { addressWith, useParameter } from "./parameter.ts";

/** Where a number stands: the question's address and, behind `#`, the JSON pointer into its answer. */
export interface NumberAddress {
  /** `/v1/query?metric=mau&…`. */
  readonly path: string;
  /** `/totals/mau` or `/rows/3/users`. */
  readonly pointer: string;
}

const parameter = "number";
const shape = /^(\/v1\/(?:query|arr|lifecycle|retention|stickiness|funnel|explain)\?[^#]*)#((?:\/[\w.%~-]+)+)$/;

/** The address as one text. */
export function printNumber({ path, pointer }: NumberAddress): string {
  return `${path}#${pointer}`;
}

/** The number that a text names; null where it names none of ours. */
export function parseNumber(text: string | null): NumberAddress | null {
  const match = shape.exec(text ?? "");
  return match === null ? null : { path: match[1] ?? "", pointer: match[2] ?? "" };
}

/** The number that is looked at; the address of the page says which. */
export function useOpenNumber(): NumberAddress | null {
  const [text] = useParameter(parameter);
  return parseNumber(text);
}

/** Look at a number; null at none. `back` closes it again. */
export function openNumber(number: NumberAddress | null): void {
  goTo(addressWith(parameter, number === null ? [] : [printNumber(number)]));
}

/** What stands at `pointer` in an answer; undefined where nothing does. */
export function valueAt(answer: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), answer);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
