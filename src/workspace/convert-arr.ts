import type { AnswerRow } from "../metrics/answer.ts";
import { type Bucket, bucketsIn } from "../metrics/buckets.ts";
import type { Request } from "../metrics/compiled.ts";
import { groupsOf } from "../metrics/shape.ts";
import { closingDay, convertFigures, type ConvertOptions, lastDay } from "../metrics/fx/convert-figures.ts";
import { type ConvertedWaterfall, tellConverted } from "../metrics/fx/convert-waterfall.ts";
import { ratesQuery, readRates } from "../metrics/fx/rates.ts";
import type { Question } from "../metrics/question.ts";
import {
  compileWaterfall,
  pseudoMetric,
  type WaterfallPart,
  waterfallRows,
} from "../metrics/waterfall/shape-waterfall.ts";
import type { FxMode } from "../metrics/waterfall/waterfall-question.ts";
import type { Engine } from "./measure.ts";

/** Rows of the waterfall of `question` in the one currency it names, at constant rates or as reported. */
export async function convertedRows(
  question: Question,
  fx: FxMode,
  { state, run }: Engine,
): Promise<readonly AnswerRow[]> {
  const currency = question.currency ?? "";
  const rateOn = readRates(await run(ratesQuery(currency)), currency);
  const request = requestOf(question, state);
  const isReported = fx === "reported";
  const [first, last] = [request.buckets[0], request.buckets.at(-1)];
  const range = question.grain === "total" ? question : { from: first?.from ?? 0, to: last?.to ?? 0 };
  const daily = isReported ? requestOf({ ...question, ...range, grain: "day" }, state) : request;
  const fixed = lastDay(request);
  const convert = (of: Request): ConvertOptions => ({
    currency,
    rateOn,
    dayOf: isReported ? (bucket) => closingDay(bucket, of) : () => fixed,
  });
  const reading = async (of: Request, isWanted: (part: WaterfallPart) => boolean): Promise<ConvertedWaterfall> => {
    const parts = compileWaterfall({ ...of, question: { ...of.question, by: ["currency", ...of.question.by] } });
    const read = await Promise.all(
      parts.filter(isWanted).map(async ({ compiled, columns }) => {
        const rows = await run(compiled.query);
        return columns.map(({ figure, column, measure }) => {
          const metric = pseudoMetric(figure, measure, of);
          return [
            figure,
            convertFigures(metric, of, { read: { compiled, rows, column }, convert: convert(of) }),
          ] as const;
        });
      }),
    );
    return new Map(read.flat());
  };
  const stands = ({ name }: WaterfallPart) => name === "standing" || name === "retained";
  const [standing, moving] = [await reading(request, stands), await reading(daily, (part) => !stands(part))];
  const piecesOf = (bucket: Bucket) =>
    isReported
      ? daily.buckets.filter(({ firstDay }) => firstDay >= bucket.firstDay && firstDay < bucket.endDay)
      : [bucket];
  const groups = groupsOf([...standing.values(), ...moving.values()], request.question);
  const tell = tellConverted({ standing, moving, piecesOf, ratesMove: isReported }, request);
  // The currency comes first among a row's groups, as it does where currencies stand apart.
  return waterfallRows(
    { ...request, question: { ...request.question, by: ["currency", ...request.question.by] } },
    groups.map((group) => [currency, ...group]),
    (bucket, [, ...group]) => tell(bucket, group),
  );
}

function requestOf(question: Question, state: Request["state"]): Request {
  const by = question.by.filter((dimension) => dimension !== "currency");
  return { question: { ...question, by }, state, buckets: bucketsIn(question, question.grain), kept: null };
}
