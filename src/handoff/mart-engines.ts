/** The engines in whose SQL the marts are written out. */
export const martEngines = ["duckdb", "postgres", "redshift"] as const;
export type MartEngine = (typeof martEngines)[number];
