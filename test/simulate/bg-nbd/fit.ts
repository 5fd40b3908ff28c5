import { type Customers, logLikelihood, type Parameters } from "./likelihood.ts";

/** The parameters that fit best, their standard errors, and the log-likelihood there. */
export interface Fit {
  readonly parameters: Parameters;
  readonly standardErrors: Parameters;
  readonly logLikelihood: number;
}

/** Fit the BG/NBD model by maximum likelihood over the logarithms of its parameters: Newton's method, by differences. */
export function fitBgNbd(customers: Customers, start: Parameters = [1, 1, 1, 1]): Fit {
  const f = (logs: readonly number[]): number => logLikelihood(customers, parametersOf(logs));
  const top = climb(f, simplex(f, start.map(Math.log)));
  const covariance = inverse(hessian(f, top).map((row) => row.map((value) => -value)));
  const parameters = parametersOf(top);
  const [r, alpha, a, b] = parameters.map((value, i) => value * Math.sqrt(covariance[i]?.[i] ?? Number.NaN));
  return { parameters, standardErrors: [r ?? 0, alpha ?? 0, a ?? 0, b ?? 0], logLikelihood: f(top) };
}

type Objective = (logs: readonly number[]) => number;

function parametersOf(logs: readonly number[]): Parameters {
  const [r = 0, alpha = 0, a = 0, b = 0] = logs.map((value) => Math.exp(value));
  return [r, alpha, a, b];
}

/** Nelder and Mead's search, until the values of the corners are nearly one. */
function simplex(f: Objective, start: readonly number[]): readonly number[] {
  let corners = [start, ...start.map((_, i) => start.map((value, k) => value + (i === k ? 0.5 : 0)))].map(valued);
  for (let round = 0; round < 400; round++) {
    corners = corners.toSorted((p, q) => q.value - p.value);
    const [best, worst] = [corners[0], corners.at(-1)];
    if (best === undefined || worst === undefined || best.value - worst.value < 1e-4) break;
    const middle = start.map(
      (_, k) => corners.slice(0, -1).reduce((sum, { at }) => sum + (at[k] ?? 0), 0) / start.length,
    );
    const along = (factor: number) => valued(middle.map((m, k) => m + factor * ((worst.at[k] ?? 0) - m)));
    const reflected = along(-1);
    const better = reflected.value > best.value ? along(-2) : reflected;
    const tried = better.value > reflected.value ? better : reflected;
    const chosen = tried.value > (corners.at(-2)?.value ?? 0) ? tried : along(0.5);
    corners =
      chosen.value > worst.value
        ? [...corners.slice(0, -1), chosen]
        : corners.map(({ at }) => valued(at.map((value, k) => ((best.at[k] ?? 0) + value) / 2)));
  }
  return corners.toSorted((p, q) => q.value - p.value)[0]?.at ?? start;

  function valued(at: readonly number[]) {
    return { at, value: f(at) };
  }
}

/** Newton's steps from near the top. */
function climb(f: Objective, from: readonly number[]): readonly number[] {
  let at = from;
  for (let round = 0; round < 8; round++) {
    const step = inverse(hessian(f, at)).map((row) =>
      row.reduce((sum, value, k) => sum + value * (gradient(f, at)[k] ?? 0), 0),
    );
    const next = at.map((value, k) => value - (step[k] ?? 0));
    if (!(f(next) >= f(at))) break;
    at = next;
    if (Math.max(...step.map(Math.abs)) < 1e-7) break;
  }
  return at;
}

const h = 1e-3;

function moved(at: readonly number[], ...moves: readonly (readonly [index: number, by: number])[]): number[] {
  return at.map((value, k) => value + moves.reduce((sum, [index, by]) => sum + (index === k ? by : 0), 0));
}

function gradient(f: Objective, at: readonly number[]): number[] {
  return at.map((_, i) => (f(moved(at, [i, h])) - f(moved(at, [i, -h]))) / (2 * h));
}

function hessian(f: Objective, at: readonly number[]): number[][] {
  const here = f(at);
  return at.map((_, i) =>
    at.map((__, k) => {
      if (i === k) return (f(moved(at, [i, h])) - 2 * here + f(moved(at, [i, -h]))) / (h * h);
      const corner = (x: number, y: number): number => f(moved(at, [i, x * h], [k, y * h]));
      return (corner(1, 1) - corner(1, -1) - corner(-1, 1) + corner(-1, -1)) / (4 * h * h);
    }),
  );
}

/** The inverse of a square matrix, by Gauss and Jordan with the greatest pivot. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...Array.from({ length: size }, (_, k) => (i === k ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    const pivot = rows.slice(column).reduce((best, row) => (size2(row) > size2(best) ? row : best), rows[column] ?? []);
    const at = rows.indexOf(pivot);
    [rows[column], rows[at]] = [pivot, rows[column] ?? []];
    const scale = pivot[column] ?? 1;
    rows[column] = pivot.map((value) => value / scale);
    rows.forEach((row, i) => {
      if (i === column) return;
      const factor = row[column] ?? 0;
      rows[i] = row.map((value, k) => value - factor * (rows[column]?.[k] ?? 0));
    });

    function size2(row: readonly number[]): number {
      return Math.abs(row[column] ?? 0);
    }
  }
  return rows.map((row) => row.slice(size));
}
