import { type ColumnBatch, setInt64 } from "../../schema/batch.ts";
import { truthPerson } from "../../schema/tables/truth-person.ts";
import { type Company, shardCount, userNumber } from "../company.ts";
import { armOf, variantCount } from "../effects/effects.ts";
import { established } from "../people/arrivals.ts";
import { nobody } from "../people/invites.ts";
import type { Population } from "../people/population.ts";

const batchRows = 16_384;

/** Who the people of one shard are, in order of signing up. */
export function* peopleBatches(company: Company, shard: number, population: Population): Generator<ColumnBatch> {
  const { scenario, from } = company;
  const shards = shardCount(company);
  const variants = Array.from({ length: variantCount(scenario.effects) }, (_, variant) => armsText(company, variant));
  for (let first = 0; first < population.count; first += batchRows) {
    const rows = Math.min(batchRows, population.count - first);
    const locals = Array.from({ length: rows }, (_, row) => first + row);
    const numbers = (value: (local: number) => number): Uint32Array => {
      const words = new Uint32Array(2 * rows);
      locals.forEach((local, row) => setInt64(words, row, value(local)));
      return words;
    };
    const flags = (holds: (local: number) => boolean): Uint8Array => Uint8Array.from(locals, (l) => (holds(l) ? 1 : 0));
    const idOf = (local: number): number => userNumber(local, shard, shards) + 1;
    const inviter = (local: number): number => population.invitedBy[local] ?? nobody;
    const signUp = (local: number): number => population.signUp[local] ?? established;
    const codes = (value: (local: number) => number, dictionary: readonly (string | null)[]) => {
      return { kind: "dictionary", codes: Uint8Array.from(locals, value), dictionary } as const;
    };
    yield {
      table: truthPerson,
      rows,
      columns: {
        user_id: { kind: "numbered", prefix: "u", words: numbers(idOf) },
        persona: codes(
          (l) => population.persona[l] ?? 0,
          scenario.personas.map(({ name }) => name),
        ),
        country: codes(
          (l) => population.country[l] ?? 0,
          scenario.countries.map(({ code }) => code),
        ),
        signed_up_on: {
          kind: "int32",
          values: Int32Array.from(locals, (l) => from + signUp(l)),
          valid: flags((l) => signUp(l) !== established),
        },
        needs_until: { kind: "int32", values: Int32Array.from(locals, (l) => from + (population.needUntil[l] ?? 0)) },
        invited_by: {
          kind: "numbered",
          prefix: "u",
          words: numbers((l) => (inviter(l) === nobody ? 0 : idOf(inviter(l)))),
          valid: flags((l) => inviter(l) !== nobody),
        },
        campaign: codes((l) => (population.campaign[l] ?? -1) + 1, [null, ...scenario.effects.map(({ name }) => name)]),
        arms: codes((l) => population.variant[l] ?? 0, variants),
      },
    };
  }
}

/** `experiment=arm` of every experiment, comma-separated; null where there is none. */
function armsText({ scenario }: Company, variant: number): string | null {
  const arms = scenario.effects.flatMap((effect) => {
    if (effect.kind !== "experiment") return [];
    const arm = effect.arms[armOf(scenario.effects, effect.name, variant) ?? -1];
    return arm === undefined ? [] : [`${effect.name}=${arm.name}`];
  });
  return arms.length === 0 ? null : arms.join(",");
}
