import type { Table } from "./table.ts";
import { alias } from "./tables/alias.ts";
import { calendar } from "./tables/calendar.ts";
import { event } from "./tables/event.ts";
import { fxRate } from "./tables/fx-rate.ts";
import { load } from "./tables/load.ts";
import { quarantine } from "./tables/quarantine.ts";
import { restatement } from "./tables/restatement.ts";
import { subscription } from "./tables/subscription.ts";
import { timezoneOffset } from "./tables/timezone-offset.ts";
import { truthAnswer } from "./tables/truth-answer.ts";
import { truthCause } from "./tables/truth-cause.ts";
import { truthDirt } from "./tables/truth-dirt.ts";
import { truthPerson } from "./tables/truth-person.ts";
import { truthResidual } from "./tables/truth-residual.ts";
import { truth } from "./tables/truth.ts";

/** Every table of Tidemark; the seed's three datasets come first. */
export const tables: readonly Table[] = [
  event,
  calendar,
  subscription,
  alias,
  fxRate,
  timezoneOffset,
  load,
  quarantine,
  restatement,
  truth,
  truthDirt,
  truthResidual,
  truthPerson,
  truthCause,
  truthAnswer,
];
