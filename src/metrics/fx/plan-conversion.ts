import type { AnswerRow } from "../answer.ts";
import { type Bucket, bucketsIn } from "../buckets.ts";
import type { Request } from "../compiled.ts";
import type { DataState } from "../data-state.ts";
import type { Question } from "../question.ts";
import { groupsOf } from "../shape.ts";
import { compileWaterfall, pseudoMetric, type WaterfallPart, waterfallRows } from "../waterfall/shape-waterfall.ts";
import type { FxMode } from "../waterfall/waterfall-question.ts";
import { closingDay, convertFigures, type ConvertOptions, lastDay } from "./convert-figures.ts";
import { type ConvertedParts, tellConverted } from "./convert-waterfall.ts";
import type { RateOn } from "./rates.ts";

/** What is asked for a waterfall in one currency, and how its rows are read. */
export interface ConversionPlan {
  /** The question without currencies among its groups. */
  readonly request: Request;
  readonly parts: readonly WaterfallPart[];
  /** Read the rows of every part, by its name. */
  readonly read: (rows: ReadonlyMap<string, readonly AnswerRow[]>) => ConvertedParts;
}

/** How a waterfall is converted. */
export interface PlanOptions {
  readonly fx: FxMode;
  readonly rateOn: RateOn;
  /** Read customers' movements, never the ledger by day; for proofs. */
  readonly fromEvents?: boolean;
}

/** Plan the waterfall of `question` in the currency that it names, at constant rates or as reported. */
export function planConversion(
  question: Question,
  state: DataState,
  { fx, rateOn, fromEvents = false }: PlanOptions,
): ConversionPlan {
  const requestOf = (of: Question): Request => {
    return { question: of, state, buckets: bucketsIn(of, of.grain), kept: null, fromEvents };
  };
  const request = requestOf({ ...question, by: question.by.filter((dimension) => dimension !== "currency") });
  const ratesMove = fx === "reported";
  const daily = ratesMove ? requestOf({ ...request.question, ...rangeOf(request), grain: "day" }) : request;
  const fixed = lastDay(request);
  const convertOf = (of: Request): ConvertOptions => ({
    currency: question.currency ?? "",
    rateOn,
    dayOf: ratesMove ? (bucket) => closingDay(bucket, of) : () => fixed,
  });
  const standing = partsOf(request).filter(stands);
  const moving = partsOf(daily).filter((part) => !stands(part));
  return {
    request,
    parts: [...standing, ...moving],
    read(rows) {
      const figuresOf = (of: Request, { name, compiled, columns }: WaterfallPart) =>
        columns.map(({ figure, column, measure }) => {
          const read = { compiled, rows: rows.get(name) ?? [], column };
          const metric = pseudoMetric(figure, measure, of);
          return [figure, convertFigures(metric, of, { read, convert: convertOf(of) })] as const;
        });
      return {
        figures: new Map([
          ...standing.flatMap((part) => figuresOf(request, part)),
          ...moving.flatMap((part) => figuresOf(daily, part)),
        ]),
        piecesOf: ({ firstDay, endDay }: Bucket) =>
          daily.buckets.filter((piece) => piece.firstDay >= firstDay && piece.firstDay < endDay),
        ratesMove,
      };
    },
  };
}

/** Rows of the waterfall, each with its one currency first among its groups, as where currencies stand apart. */
export function tellRows({ request }: Pick<ConversionPlan, "request">, parts: ConvertedParts): readonly AnswerRow[] {
  const tell = tellConverted(parts, request);
  const { question } = request;
  return waterfallRows(
    { ...request, question: { ...question, by: ["currency", ...question.by] } },
    groupsOf([...parts.figures.values()], question).map((group) => [question.currency ?? "", ...group]),
    (bucket, [, ...group]) => tell(bucket, group),
  );
}

/** The whole buckets of the question; of a total the range itself. */
function rangeOf({ question, buckets }: Request): Pick<Question, "from" | "to"> {
  if (question.grain === "total") return question;
  return { from: buckets[0]?.from ?? 0, to: buckets.at(-1)?.to ?? 0 };
}

function partsOf(of: Request): readonly WaterfallPart[] {
  return compileWaterfall({ ...of, question: { ...of.question, by: ["currency", ...of.question.by] } });
}

function stands({ name }: WaterfallPart): boolean {
  return name === "standing" || name === "retained";
}
