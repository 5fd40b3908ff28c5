import { numberOf } from "../activity/run-rollup.ts";
import type { Session } from "../session.ts";

/** That a row is of a customer whom `findToldUsers` named. */
export const ofTold = "user_id in (select user_id from told_user)";

/**
 * Name in the temporary table `told_user` the customers of whom `added`, the rows of new subscription files, tell anything,
 * and everybody who shares a subscription with one of them; in `told_subscription` all their subscriptions. False where they
 * are so many that counting everybody anew costs less.
 */
export async function findToldUsers(session: Session, added: string): Promise<boolean> {
  await session.execute(`create or replace temp table told_subscription as
    select distinct subscription_id from (${added})`);
  await session.execute(`create or replace temp table told_user as select distinct user_id from (${added})`);
  for (let [found, before] = [await countTold(session), -1]; found > before;) {
    await session.execute(`insert into told_user
      select distinct user_id from subscription where subscription_id in (select subscription_id from told_subscription)
      except select user_id from told_user`);
    await session.execute(`insert into told_subscription
      select distinct subscription_id from subscription where ${ofTold}
      except select subscription_id from told_subscription`);
    [found, before] = [await countTold(session), found];
  }
  const told = await numberOf(session, `count(*) from subscription where ${ofTold}`);
  return told * 2 < (await numberOf(session, "count(*) from subscription"));
}

async function countTold(session: Session): Promise<number> {
  return (
    (await numberOf(session, "count(*) from told_user")) + (await numberOf(session, "count(*) from told_subscription"))
  );
}
