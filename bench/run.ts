/** `npm run bench -- NAME`: runs one benchmark; its last line on stdout is `{"bench","figures","targets"}`. */
import { type Bench, missedTargets } from "./bench.ts";
import { arr } from "./suite/arr.ts";
import { bgNbd } from "./suite/bg-nbd.ts";
import { help } from "./suite/help.ts";
import { importing } from "./suite/import.ts";
import { load } from "./suite/load.ts";
import { query } from "./suite/query.ts";
import { oracle } from "./suite/oracle.ts";
import { simulate } from "./suite/simulate.ts";
import { web } from "./suite/web.ts";

const suite: Readonly<Record<string, Bench>> = {
  arr,
  "bg-nbd": bgNbd,
  help,
  import: importing,
  load,
  query,
  oracle,
  simulate,
  web,
};

const name = process.argv[2] ?? "";
const bench = suite[name];
if (bench === undefined) {
  const fact = name === "" ? "No benchmark is named." : `No benchmark is called "${name}".`;
  process.stderr.write(`${fact} There are:\n`);
  for (const [known, { meaning }] of Object.entries(suite)) process.stderr.write(`  ${known}  ${meaning}\n`);
  process.exitCode = 2;
} else {
  const figures = await bench.run((line) => process.stderr.write(`${line}\n`));
  for (const missed of missedTargets(bench.targets, figures)) process.stderr.write(`Missed: ${missed}.\n`);
  process.stdout.write(`${JSON.stringify({ bench: name, figures, targets: bench.targets })}\n`);
}
