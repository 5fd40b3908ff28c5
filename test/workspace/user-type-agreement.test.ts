import { afterAll, beforeAll, expect, test } from "vitest";
import { loads } from "../../src/workspace/loads.ts";
import { makePlace, type Place } from "./place.ts";

let place: Place;
beforeAll(async () => {
  place = await makePlace();
});
afterAll(() => place.clear());

test("how often the source's user type differs from the derived one is counted by the event", async () => {
  await place.events(`event_id,user_id,event_name,occurred_at,user_type
1,ann,editor_opened,2026-01-05T10:00:00Z,new
2,ann,editor_opened,2026-01-06T10:00:00Z,new
3,ann,editor_opened,2026-01-07T10:00:00Z,returning
4,bob,editor_opened,2026-01-07T10:00:00Z,guest
5,cem,editor_opened,2026-01-08T10:00:00Z,
`);
  await place.load();
  // Ann is no longer new on the 6th, "guest" is neither word, and Cem's source said nothing.
  expect((await loads(place.ws)).userTypes).toEqual({ stated: 4, disagreeing: 2, disagreementRate: 0.5 });
});
