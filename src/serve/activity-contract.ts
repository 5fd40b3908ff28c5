import { z } from "zod";
import { answerSchema, queryParameters } from "./contract.ts";

const { from, to, grain, by, where, event, timezone, weekStart } = queryParameters.shape;

/** The parameters that lifecycle, retention and stickiness share. */
export const activityParameters = z.strictObject({
  from,
  to,
  grain: grain.describe("Length of a bucket: hour, day, week, month, quarter or year; default: day."),
  by,
  where,
  event: event.describe("This kind of event is activity, * any; repeatable."),
  timezone,
  weekStart,
});

const asked = answerSchema.shape.question.shape;

/** What their canonical questions share. */
export const activityQuestionShape = {
  from: asked.from,
  to: asked.to,
  grain: asked.grain,
  by: asked.by,
  where: asked.where,
  event: asked.event,
  timezone: asked.timezone,
  weekStart: asked.weekStart,
};
