/**
 * Rows by hand that stores and engines like to get wrong: missing values, unicode in every form, the two days on which
 * Berlin's clocks change, a leap second's neighbourhood, weeks across quarters, equal instants, several platforms a user.
 */
export const awkwardEvents = [
  "event_id,user_id,event_name,occurred_at,platform,country,user_type,properties.$plan tier/a~b",
  "a1,ann,editor_opened,2025-12-31T23:30:00Z,web,DE,new,pro",
  "a2,ann,project_created,2026-01-01T00:30:00Z,ios,DE,new,pro",
  "a3,ann,project_exported,2026-03-29T00:59:59.999999Z,web,FR,returning,",
  "a4,ann,editor_opened,2026-03-29T01:00:00Z,web,,,free",
  "a5,ann,editor_opened,2026-03-28T23:00:00Z,,DE,,free",
  "b1,b\u00e9a,editor_opened,2026-03-29T22:30:00Z,web,DE,,pro",
  "b2,be\u0301a,editor_opened,2026-03-29T22:30:00Z,web,DE,,pro",
  "b3,BÉA,page_viewed,2026-02-28T22:59:59Z,android,US,,",
  "c1,李雷,project_created,2026-03-30T21:59:59Z,web,CN,,pro",
  "c2,李雷,project_exported,2026-03-30T22:00:00Z,web,CN,,pro",
  "c3,李雷,project_exported,2026-03-30T22:00:00Z,ios,CN,,pro",
  "d1,👩‍🚀,editor_opened,2026-03-31T12:00:00Z,web,GB,,<b>x</b>",
  'd2,👩‍🚀,editor_opened,2026-04-01T12:00:00Z,ios,GB,,"a ""quoted"" one"',
  "e1,o'hara; drop table x,editor_opened,2026-03-15T12:00:00Z,web,IE,,$1",
  "e2,o'hara; drop table x,project_created,2026-04-02T10:00:00Z,web,IE,,100%",
  "f1,İstanbul,page_viewed,2026-01-05T00:00:00Z,web,TR,,",
  "f2,istanbul,editor_opened,2026-01-05T00:00:00Z,web,TR,,",
  "",
].join("\n");

/** Subscription histories by hand: every kind of movement, three currencies of 0, 2 and 3 decimals, both bases. */
export const awkwardSubscriptions = [
  "subscription_id,user_id,valid_from,valid_to,plan,billing_interval,billing_interval_count,quantity,unit_price_minor,discount_minor,discount_basis_points,currency,status,trial_ends_at,cancel_reason,country,platform,cancel_requested_at",
  // A trial, then paying, more seats, another plan, a year in advance, the end.
  "s1,ann,2026-01-01T10:00:00Z,2026-01-15T10:00:00Z,pro,month,1,1,1299,0,0,EUR,trialing,2026-01-15T10:00:00Z,,DE,web,",
  "s1,ann,2026-01-15T10:00:00Z,2026-02-01T00:00:00Z,pro,month,1,1,1299,0,2500,EUR,active,,,DE,web,",
  "s1,ann,2026-02-01T00:00:00Z,2026-02-10T00:00:00Z,pro,month,1,3,1299,0,0,EUR,active,,,DE,web,",
  "s1,ann,2026-02-10T00:00:00Z,2026-03-01T00:00:00Z,team,month,1,3,1599,100,0,EUR,active,,,DE,web,",
  "s1,ann,2026-03-01T00:00:00Z,2026-03-28T23:00:00Z,team,year,1,3,15990,0,0,EUR,active,,price,DE,web,",
  "s1,ann,2026-03-28T23:00:00Z,,team,year,1,3,15990,0,0,EUR,ended,,price,DE,web,",
  // Replaced on the same local day; then a gap of hours; then back after days.
  "s2,béa,2026-01-05T09:00:00Z,2026-02-05T09:00:00Z,pro,month,1,1,1299,0,0,USD,active,,,FR,ios,",
  "s3,béa,2026-02-05T17:00:00Z,2026-02-20T09:00:00Z,pro,year,1,1,11999,0,0,USD,active,,,FR,ios,",
  "s3,béa,2026-02-20T15:00:00Z,2026-03-01T09:00:00Z,pro,year,1,1,10999,0,0,USD,active,,need_ended,FR,ios,2026-02-21T09:00:00Z",
  "s4,béa,2026-03-20T09:00:00Z,2026-03-31T09:00:00Z,,week,2,1,999,0,0,USD,active,,,,,",
  // Past due beyond the grace; pause and resume; 100 % off at first; two currencies of one customer.
  "s5,李雷,2026-01-10T00:00:00Z,2026-02-01T00:00:00Z,pro,month,1,1,1980,0,0,JPY,active,,,CN,web,",
  "s5,李雷,2026-02-01T00:00:00Z,2026-03-05T00:00:00Z,pro,month,1,1,1980,0,0,JPY,past_due,,failed_payment,CN,web,",
  "s6,李雷,2026-01-10T00:00:00Z,2026-02-01T00:00:00Z,pro,month,3,1,12345,0,0,KWD,active,,,CN,web,",
  "s6,李雷,2026-02-01T00:00:00Z,2026-03-01T00:00:00Z,pro,month,3,1,12345,0,0,KWD,paused,,,CN,web,",
  "s6,李雷,2026-03-01T00:00:00Z,,pro,month,3,1,12345,0,0,KWD,active,,,CN,web,",
  "s7,👩‍🚀,2026-02-01T00:00:00Z,2026-03-01T00:00:00Z,pro,month,1,1,1299,0,10000,USD,active,,,GB,web,",
  "s7,👩‍🚀,2026-03-01T00:00:00Z,,pro,month,1,1,1299,0,0,USD,active,,,GB,web,",
  "s8,👩‍🚀,2026-03-10T00:00:00Z,2026-03-12T00:00:00Z,team,month,1,2,1599,0,0,USD,active,,missing_feature,GB,web,",
  // Two yearly terms that end, one of them asked to be cancelled; a request that is withdrawn.
  "s9,ann,2025-03-10T00:00:00Z,2026-03-01T00:00:00Z,team,year,1,1,9900,0,0,EUR,active,,,DE,web,",
  "s9,ann,2026-03-01T00:00:00Z,2026-03-10T00:00:00Z,team,year,1,1,9900,0,0,EUR,active,,price,DE,web,2026-03-01T00:00:00Z",
  "s10,béa,2025-02-15T00:00:00Z,,pro,month,12,1,8800,0,0,USD,active,,,FR,ios,",
  "s11,李雷,2026-01-10T00:00:00Z,2026-02-03T00:00:00Z,pro,month,1,1,1980,0,0,JPY,active,,,CN,web,",
  "s11,李雷,2026-02-03T00:00:00Z,2026-02-20T00:00:00Z,pro,month,1,1,1980,0,0,JPY,active,,price,CN,web,2026-02-02T20:00:00Z",
  "s11,李雷,2026-02-20T00:00:00Z,,pro,month,1,1,1980,0,0,JPY,active,,,CN,web,",
  "",
].join("\n");
