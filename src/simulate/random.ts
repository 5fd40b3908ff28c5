/**
 * Counter-based randomness: a draw is a pure function of (seed, user, day, purpose), so no draw depends on how many were
 * made before it, and a company replayed with one policy changed meets the same luck everywhere else.
 */

/**
 * A bijective scramble of a 32-bit word, signed: a number of −2^31 … 2^31 − 1 never needs a heap allocation, one up to
 * 2^32 would.
 * Source: C. Wellons, "Prospecting for Hash Functions" (the two-round "lowbias32").
 */
export function mix(word: number): number {
  let x = word ^ (word >>> 16);
  x = Math.imul(x, 0x21f0aaad);
  x ^= x >>> 15;
  x = Math.imul(x, 0x735a2d97);
  return x ^ (x >>> 15);
}

/** What a draw is for. The numbers are part of every simulated company: append, never renumber. */
export const purposes = {
  persona: 1,
  country: 2,
  platform: 3,
  secondPlatform: 4,
  secondPlatformShare: 5,
  activityLevel: 6,
  creatorLevel: 7,
  life: 8,
  lifeDay: 9,
  sessions: 10,
  session: 11,
  sessionPlatform: 12,
  trip: 13,
  tripCountry: 14,
  hour: 15,
  second: 16,
  projects: 17,
  step: 18,
  reopen: 19,
  delay: 20,
  trial: 30,
  trialLength: 31,
  interval: 32,
  plan: 33,
  seats: 34,
  conversion: 35,
  offer: 36,
  review: 37,
  cancel: 38,
  reason: 39,
  change: 40,
  changeSize: 41,
  withdraw: 42,
  failure: 43,
  dunning: 44,
  dunningDays: 45,
  switchInterval: 46,
  replacement: 47,
  ending: 48,
  winBack: 49,
  winBackDays: 50,
  established: 51,
  establishedDays: 52,
  billingHour: 53,
  pause: 54,
  pauseMonths: 55,
  cause: 56,
  invited: 57,
  inviteDelay: 58,
  inviter: 59,
  samePersona: 60,
  sameCountry: 61,
  clock: 62,
  platformMove: 63,
  campaign: 21,
  arm: 22,
  outage: 23,
  purchase: 24,
  dirt: 25,
  dirtSize: 26,
  bot: 27,
  botDay: 28,
  split: 29,
  // Below 64 all are taken. These lie where no ordinal of those comes: an ordinal counts 64 and stays below 60,000.
  purchaseRate: 4_000_001,
  leaves: 4_000_002,
  stays: 4_000_003,
  late: 4_000_004,
  alias: 4_000_005,
  refund: 4_000_006,
} as const;

/** A uniform signed 32-bit draw for `purpose` under `key`; `ordinal` tells several draws of one purpose apart. */
export function draw(key: number, purpose: number, ordinal = 0): number {
  return mix(key ^ Math.imul(purpose + 64 * ordinal, 0x9e3779b1));
}

/** An ordinal for what is called `name`, so that its draws do not depend on what else there is. */
export function ordinalOf(name: string): number {
  let hash = 0;
  for (const letter of name) hash = mix(hash ^ (letter.codePointAt(0) ?? 0));
  return (hash >>> 0) % 50_000;
}

/** The two 32-bit keys that stand for `seed`, a safe integer: one for its users, one for its days. */
export function seedKeys(seed: number): { readonly users: number; readonly days: number } {
  const low = mix(seed >>> 0);
  const high = mix(Math.floor(seed / 4_294_967_296) ^ 0x5bd1e995);
  return { users: mix(low ^ Math.imul(high, 0x9e3779b1)), days: mix(high + Math.imul(low, 0x85ebca6b)) };
}

/** The key of user number `user`; different users never share one. */
export function userKey(seed: number, user: number): number {
  return mix(user ^ seedKeys(seed).users);
}

/** The key of `day`, to be combined with a user's key by exclusive or and `mix`. */
export function dayKey(seed: number, day: number): number {
  return mix(day ^ seedKeys(seed).days);
}
