import { draw } from "../random.ts";

/** Which stream of draws is used: draws of a key and purpose, in order. */
export interface Stream {
  readonly key: number;
  readonly purpose: number;
}

/** A uniform number in (0, 1): the `ordinal`-th of a stream. */
export function uniform({ key, purpose }: Stream, ordinal: number): number {
  return ((draw(key, purpose, ordinal) >>> 0) + 0.5) / 4_294_967_296;
}

/**
 * A gamma-distributed number of scale 1. Source: Marsaglia & Tsang, "A Simple Method for Generating Gamma Variables"
 * (2000), with their step for a shape below 1; normal numbers by Marsaglia's polar method.
 */
export function gamma(stream: Stream, shape: number): number {
  if (shape < 1) return gamma(stream, shape + 1) * Math.exp(Math.log(uniform(stream, 0)) / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let ordinal = 1; ; ordinal += 3) {
    const [u, v] = [2 * uniform(stream, ordinal) - 1, 2 * uniform(stream, ordinal + 1) - 1];
    const square = u * u + v * v;
    if (square >= 1 || square === 0) continue;
    const normal = u * Math.sqrt((-2 * Math.log(square)) / square);
    const root = 1 + c * normal;
    if (root <= 0) continue;
    const cube = root * root * root;
    const luck = Math.log(uniform(stream, ordinal + 2));
    if (luck < 0.5 * normal * normal + d - d * cube + d * Math.log(cube)) return d * cube;
  }
}

/** A beta-distributed number, from two streams. */
export function beta(streams: readonly [Stream, Stream], a: number, b: number): number {
  const [x, y] = [gamma(streams[0], a), gamma(streams[1], b)];
  return x / (x + y);
}
