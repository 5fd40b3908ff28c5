create schema if not exists "tidemark";

create table if not exists "tidemark"."calendar" (
  "date" date encode raw not null,
  "iso_week" varchar(65535) encode zstd not null,
  "week_start" date encode az64 not null,
  "month_start" date encode az64 not null,
  "quarter_start" date encode az64 not null,
  "year_start" date encode az64 not null,
  "month" integer encode az64 not null,
  "quarter" integer encode az64 not null,
  "year" integer encode az64 not null,
  "fiscal_year" integer encode az64 not null,
  "fiscal_quarter" integer encode az64 not null,
  "weekday" integer encode az64 not null,
  "chunk" bigint encode az64 not null
) diststyle all sortkey ("date");

create table if not exists "tidemark"."subscription" (
  "subscription_id" varchar(65535) encode zstd not null,
  "user_id" varchar(65535) encode zstd not null,
  "valid_from" timestamp encode raw not null,
  "valid_to" timestamp encode az64,
  "plan" varchar(65535) encode zstd,
  "billing_interval" varchar(65535) encode zstd not null,
  "billing_interval_count" integer encode az64 not null,
  "quantity" bigint encode az64 not null,
  "unit_price_minor" bigint encode az64 not null,
  "discount_minor" bigint encode az64 not null,
  "discount_basis_points" integer encode az64 not null,
  "currency" varchar(65535) encode zstd not null,
  "status" varchar(65535) encode zstd not null,
  "term_ends_at" timestamp encode az64,
  "trial_ends_at" timestamp encode az64,
  "cancel_requested_at" timestamp encode az64,
  "cancel_reason" varchar(65535) encode zstd,
  "cancel_type" varchar(65535) encode zstd,
  "country" varchar(65535) encode zstd,
  "platform" varchar(65535) encode zstd,
  "received_at" timestamp encode az64 not null,
  "chunk" bigint encode az64 not null
) distkey ("user_id") sortkey ("valid_from");

create table if not exists "tidemark"."fx_rate" (
  "from_currency" varchar(65535) encode zstd not null,
  "to_currency" varchar(65535) encode zstd not null,
  "valid_from" date encode raw not null,
  "rate_numerator" bigint encode az64 not null,
  "rate_denominator" bigint encode az64 not null,
  "chunk" bigint encode az64 not null
) diststyle even sortkey ("valid_from");

create table if not exists "tidemark"."timezone_offset" (
  "from_instant" timestamp encode raw not null,
  "to_instant" timestamp encode az64 not null,
  "offset_seconds" integer encode az64 not null,
  "chunk" bigint encode az64 not null
) diststyle all sortkey ("from_instant");

create table if not exists "tidemark"."load" (
  "commit_number" bigint encode az64 not null,
  "batch_id" varchar(65535) encode zstd not null,
  "operation" varchar(65535) encode zstd not null,
  "events" bigint encode az64 not null,
  "subscriptions" bigint encode az64 not null,
  "duplicates" bigint encode az64 not null,
  "conflicts" bigint encode az64 not null,
  "committed_at" timestamp encode raw not null,
  "through" timestamp encode az64,
  "chunk" bigint encode az64 not null
) diststyle even sortkey ("committed_at");

create table if not exists "tidemark"."restatement" (
  "generation" bigint encode az64 not null,
  "metric" varchar(65535) encode zstd not null,
  "grain" varchar(65535) encode zstd not null,
  "period" date encode raw not null,
  "currency" varchar(65535) encode zstd,
  "before" bigint encode az64 not null,
  "after" bigint encode az64 not null,
  "late" bigint encode az64 not null,
  "deduplicated" bigint encode az64 not null,
  "cause" varchar(65535) encode zstd not null,
  "chunk" bigint encode az64 not null
) diststyle even sortkey ("period");

create table if not exists "tidemark"."person_alias" (
  "alias_id" varchar(65535) encode raw not null,
  "user_id" varchar(65535) encode zstd not null,
  "chunk" bigint encode az64 not null
) diststyle all sortkey ("alias_id");

create table if not exists "tidemark"."person" (
  "user_key" integer encode az64 not null,
  "user_id" varchar(65535) encode zstd not null,
  "first_active_at" timestamp encode raw,
  "first_active_on" date encode az64,
  "first_event_at" timestamp encode az64 not null,
  "first_event_on" date encode az64 not null,
  "chunk" bigint encode az64 not null
) distkey ("user_key") sortkey ("first_active_at");

create table if not exists "tidemark"."event_kind" (
  "event_key" integer encode az64 not null,
  "event_name" varchar(65535) encode raw not null,
  "event_word" integer encode az64 not null,
  "event_bit" bigint encode az64 not null,
  "chunk" bigint encode az64 not null
) diststyle even sortkey ("event_name");

create table if not exists "tidemark"."user_day" (
  "event_date" date encode raw not null,
  "user_key" integer encode az64 not null,
  "platform" varchar(65535) encode zstd,
  "country" varchar(65535) encode zstd,
  "user_type" varchar(65535) encode zstd not null,
  "user_type_at_event" varchar(65535) encode zstd,
  "event_word" integer encode az64 not null,
  "event_mask" bigint encode az64 not null,
  "events" bigint encode az64 not null,
  "chunk" bigint encode az64 not null
) distkey ("user_key") sortkey ("event_date");

create table if not exists "tidemark"."user_month" (
  "month_start" date encode raw not null,
  "user_key" integer encode az64 not null,
  "platform" varchar(65535) encode zstd,
  "country" varchar(65535) encode zstd,
  "active_days" bigint encode az64 not null,
  "chunk" bigint encode az64 not null
) distkey ("user_key") sortkey ("month_start");

create table if not exists "tidemark"."activity_gap" (
  "dimension" varchar(65535) encode zstd not null,
  "value" varchar(65535) encode zstd,
  "activity" varchar(65535) encode zstd not null,
  "active_on" date encode raw not null,
  "gap_days" integer encode az64 not null,
  "users" bigint encode az64 not null,
  "chunk" bigint encode az64 not null
) diststyle even sortkey ("active_on");

create table if not exists "tidemark"."day_cube" (
  "event_date" date encode raw not null,
  "event_name" varchar(65535) encode zstd not null,
  "platform" varchar(65535) encode zstd,
  "country" varchar(65535) encode zstd,
  "user_type" varchar(65535) encode zstd not null,
  "user_type_at_event" varchar(65535) encode zstd,
  "events" bigint encode az64 not null,
  "chunk" bigint encode az64 not null
) diststyle even sortkey ("event_date");

create table if not exists "tidemark"."arr_span" (
  "user_id" varchar(65535) encode zstd not null,
  "subscription_id" varchar(65535) encode zstd not null,
  "currency" varchar(65535) encode zstd not null,
  "plan" varchar(65535) encode zstd,
  "billing_interval" varchar(65535) encode zstd not null,
  "country" varchar(65535) encode zstd,
  "platform" varchar(65535) encode zstd,
  "basis" varchar(65535) encode zstd not null,
  "paying_from" timestamp encode raw not null,
  "paying_to" timestamp encode az64,
  "amount" bigint encode az64 not null,
  "terms_amount" bigint encode az64 not null,
  "paid_to" timestamp encode az64,
  "ends_by" varchar(65535) encode zstd,
  "back_at" timestamp encode az64,
  "term_ends_at" timestamp encode az64,
  "term_months" integer encode az64,
  "chunk" bigint encode az64 not null
) distkey ("user_id") sortkey ("paying_from");

create table if not exists "tidemark"."arr_movement" (
  "user_id" varchar(65535) encode zstd not null,
  "subscription_id" varchar(65535) encode zstd not null,
  "currency" varchar(65535) encode zstd not null,
  "plan" varchar(65535) encode zstd,
  "billing_interval" varchar(65535) encode zstd not null,
  "country" varchar(65535) encode zstd,
  "platform" varchar(65535) encode zstd,
  "basis" varchar(65535) encode zstd not null,
  "moved_at" timestamp encode raw not null,
  "moved_on" date encode az64 not null,
  "kind" varchar(65535) encode zstd not null,
  "amount" bigint encode az64 not null,
  "chunk" bigint encode az64 not null
) distkey ("user_id") sortkey ("moved_at");

create table if not exists "tidemark"."arr_day" (
  "dimension" varchar(65535) encode zstd not null,
  "value" varchar(65535) encode zstd,
  "moved_on" date encode raw not null,
  "basis" varchar(65535) encode zstd not null,
  "currency" varchar(65535) encode zstd not null,
  "kind" varchar(65535) encode zstd not null,
  "amount" bigint encode az64 not null,
  "chunk" bigint encode az64 not null
) diststyle even sortkey ("moved_on");

create table if not exists "tidemark"."arr_kept" (
  "dimension" varchar(65535) encode zstd not null,
  "value" varchar(65535) encode zstd,
  "grain" varchar(65535) encode zstd not null,
  "period" date encode raw not null,
  "basis" varchar(65535) encode zstd not null,
  "currency" varchar(65535) encode zstd not null,
  "lost" bigint encode az64 not null,
  "moved" bigint encode az64 not null,
  "chunk" bigint encode az64 not null
) diststyle even sortkey ("period");

create table if not exists "tidemark"."subscription_end" (
  "user_id" varchar(65535) encode zstd not null,
  "subscription_id" varchar(65535) encode zstd not null,
  "currency" varchar(65535) encode zstd not null,
  "plan" varchar(65535) encode zstd,
  "billing_interval" varchar(65535) encode zstd not null,
  "country" varchar(65535) encode zstd,
  "platform" varchar(65535) encode zstd,
  "basis" varchar(65535) encode zstd not null,
  "ended_at" timestamp encode raw not null,
  "ended_on" date encode az64 not null,
  "cancel_reason" varchar(65535) encode zstd,
  "cancel_type" varchar(65535) encode zstd,
  "amount" bigint encode az64 not null,
  "chunk" bigint encode az64 not null
) distkey ("user_id") sortkey ("ended_at");

create table if not exists "tidemark"."cancel_day" (
  "dimension" varchar(65535) encode zstd not null,
  "value" varchar(65535) encode zstd,
  "ended_on" date encode raw not null,
  "basis" varchar(65535) encode zstd not null,
  "currency" varchar(65535) encode zstd not null,
  "billed_by" varchar(65535) encode zstd not null,
  "empties" integer encode az64 not null,
  "amount" bigint encode az64 not null,
  "chunk" bigint encode az64 not null
) diststyle even sortkey ("ended_on");

create table if not exists "tidemark"."cancel_movement" (
  "user_id" varchar(65535) encode zstd not null,
  "subscription_id" varchar(65535) encode zstd not null,
  "currency" varchar(65535) encode zstd not null,
  "plan" varchar(65535) encode zstd,
  "billing_interval" varchar(65535) encode zstd not null,
  "country" varchar(65535) encode zstd,
  "platform" varchar(65535) encode zstd,
  "basis" varchar(65535) encode zstd not null,
  "moved_at" timestamp encode raw not null,
  "moved_on" date encode az64 not null,
  "kind" varchar(65535) encode zstd not null,
  "cancel_reason" varchar(65535) encode zstd,
  "cancel_type" varchar(65535) encode zstd,
  "amount" bigint encode az64 not null,
  "chunk" bigint encode az64 not null
) distkey ("user_id") sortkey ("moved_at");

create table if not exists "tidemark"."trial" (
  "user_id" varchar(65535) encode zstd not null,
  "subscription_id" varchar(65535) encode zstd not null,
  "currency" varchar(65535) encode zstd not null,
  "plan" varchar(65535) encode zstd,
  "billing_interval" varchar(65535) encode zstd not null,
  "country" varchar(65535) encode zstd,
  "platform" varchar(65535) encode zstd,
  "started_at" timestamp encode raw not null,
  "started_on" date encode az64 not null,
  "paying_at" timestamp encode az64,
  "chunk" bigint encode az64 not null
) distkey ("user_id") sortkey ("started_at");

create table if not exists "tidemark"."user_plan" (
  "user_id" varchar(65535) encode zstd not null,
  "from_at" timestamp encode raw not null,
  "to_at" timestamp encode az64,
  "from_on" date encode az64 not null,
  "to_on" date encode az64,
  "plan" varchar(65535) encode zstd,
  "billing_interval" varchar(65535) encode zstd not null,
  "chunk" bigint encode az64 not null
) distkey ("user_id") sortkey ("from_at");

create table if not exists "tidemark"."event" (
  "event_id" varchar(65535) encode zstd not null,
  "user_id" varchar(65535) encode zstd not null,
  "event_name" varchar(65535) encode zstd not null,
  "occurred_at" timestamp encode raw not null,
  "received_at" timestamp encode az64 not null,
  "source_seq" bigint encode az64 not null,
  "platform" varchar(65535) encode zstd,
  "country" varchar(65535) encode zstd,
  "user_type" varchar(65535) encode zstd,
  "project_id" varchar(65535) encode zstd,
  "properties" varchar(65535) encode zstd,
  "event_date" date encode az64 not null,
  "chunk" bigint encode az64 not null
) distkey ("user_id") sortkey ("occurred_at");

create table if not exists "tidemark"."tidemark_generation" (
  "generation" bigint encode raw not null,
  "record" varchar(65535) encode zstd not null
) diststyle all sortkey ("generation");

create table if not exists "tidemark"."tidemark_chunk" (
  "generation" bigint encode raw not null,
  "table_name" varchar(65535) encode zstd not null,
  "chunk_key" varchar(65535) encode zstd not null,
  "fingerprint" varchar(65535) encode zstd not null,
  "chunk" bigint encode az64 not null,
  "rows" bigint encode az64 not null
) diststyle all sortkey ("generation");

lock table "tidemark"."tidemark_generation";

drop table if exists "tidemark"."arriving_event";

create table "tidemark"."arriving_event" (like "tidemark"."event");

copy "tidemark"."arriving_event" ("event_id", "user_id", "event_name", "occurred_at", "received_at", "source_seq", "platform", "country", "user_type", "project_id", "properties", "event_date", "chunk")
from 's3://bucket/staging/event/chunk-7-42-0c6d189bae909a20.manifest'
iam_role 'arn:aws:iam::123456789012:role/tidemark-copy'
format as parquet
manifest;

delete from "tidemark"."event" using "tidemark"."arriving_event" where "tidemark"."event"."chunk" = "tidemark"."arriving_event"."chunk";

insert into "tidemark"."event" ("event_id", "user_id", "event_name", "occurred_at", "received_at", "source_seq", "platform", "country", "user_type", "project_id", "properties", "event_date", "chunk")
select "event_id", "user_id", "event_name", "occurred_at", "received_at", "source_seq", "platform", "country", "user_type", "project_id", "properties", "event_date", "chunk" from "tidemark"."arriving_event";

drop table "tidemark"."arriving_event";

insert into "tidemark"."tidemark_generation" ("generation", "record") values
(1, '{"note":"it''s \\\\ here"}');

delete from "tidemark"."event" where "chunk" in (42, 43);
