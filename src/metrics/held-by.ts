/** Tests that hold metrics: the file, and words of the test's title. A metric of the catalogue names those that hold it. */
export const heldBy = {
  goldenSql: "test/metrics/golden.test.ts: is the SQL that people read and approved",
  enginesAgree: "test/warehouse/engines-agree.test.ts: has DuckDB's rows",
  answerKey: "test/workspace/verify.test.ts: a simulated company agrees with its answer key in every figure",
  identities: "test/workspace/verify.test.ts: real data without a key are held to the identities",
  receipts: "test/workspace/receipt.test.ts: has receipts that are equal by a recount, with the rows that make it",
  randomActivity: "test/oracle/activity.test.ts: random questions of metrics, lifecycles, stickinesses and retentions",
  randomMovements:
    "test/warehouse/arr-random.test.ts: every movement is the one that a walk through the versions tells",
  randomEnds: "test/warehouse/arr-random.test.ts: every end is the one that a walk through the versions tells",
  randomWaterfalls:
    "test/warehouse/arr-random.test.ts: random waterfalls, with grr and nrr, are what the walk adds up to",
  randomSubscriptions:
    "test/warehouse/subscription-metrics-random.test.ts: every month and currency, they are what a walk through the versions adds up to",
  randomRequests: "test/warehouse/churn-random.test.ts: requests, what is pending and what is saved",
  randomChurn: "test/warehouse/churn-random.test.ts: churn rates, early ends and renewals",
  randomLogoChurn: "test/warehouse/churn-random.test.ts: logo churn counts customers, in the whole and by plan",
  grossMargin: "test/workspace/policies.test.ts: of gross margin makes ltv of ltv_revenue",
  cancelBridge: "test/warehouse/cancel-bridge.test.ts: cancel ARR is churn at cancel and contraction by cancel",
  randomTrials: "test/warehouse/churn-random.test.ts: trials convert within the window",
} as const;

/** Tests that go through the whole catalogue, and so hold every metric of it. */
export const heldByAll = [heldBy.goldenSql, heldBy.enginesAgree] as const;
