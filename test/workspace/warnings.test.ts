import { expect, test } from "vitest";
import { makePlace } from "./place.ts";

test("a question of activity and subscriptions warns of different ends only where they do end differently", async () => {
  const place = await makePlace();
  try {
    const subscription =
      "subscription_id,user_id,valid_from,billing_interval,unit_price_minor\ns,a,2026-01-05,month,1000\n";
    await place.events("user_id,event_name,occurred_at\na,opened,2026-01-05\n", "2026-02-01");
    await place.subscriptions(subscription, "2026-02-01");
    await place.load();
    const warned = async () =>
      (await place.ask({ metrics: ["mau", "gross_arr"] })).warnings.filter((one) => one.includes("different instants"));
    expect(await warned()).toEqual([]);
    await place.subscriptions(subscription.replace("s,a", "t,b"), "2026-02-02");
    await place.load();
    expect(await warned()).toHaveLength(1);
  } finally {
    await place.clear();
  }
});

test("a filter by a kind of event that never occurred warns as --event does, a known one and Unknown do not", async () => {
  const place = await makePlace();
  try {
    await place.events("user_id,event_name,occurred_at\na,opened,2026-01-05\n", "2026-02-01");
    await place.load();
    const heard = async (...where: readonly string[]) =>
      (await place.ask({ metrics: ["events"], where })).warnings.filter((one) => one.startsWith("No event"));
    expect(await heard("event_name=openned")).toEqual(['No event is called "openned".']);
    expect(await heard("event_name=opened", "event_name=")).toEqual([]);
  } finally {
    await place.clear();
  }
});
