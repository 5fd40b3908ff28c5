import { startClickhouse } from "./clickhouse.ts";
import { startPostgres } from "./postgres.ts";

/** An engine behind a network, with room for as many warehouses as a test wants. */
export interface EngineService {
  /** The address, password and all, of an empty place on it; `name` is new. */
  readonly place: (name: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts each engine that a warehouse can be, under the name that people know it by. */
export const engines: Readonly<Record<"PostgreSQL" | "ClickHouse", () => Promise<EngineService>>> = {
  PostgreSQL: async () => {
    const { url, stop } = await startPostgres();
    return { place: async (name) => `${url}?schema=${name}`, stop };
  },
  ClickHouse: async () => {
    const { database, stop } = await startClickhouse();
    return { place: database, stop };
  },
};
