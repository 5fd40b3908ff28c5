begin;

create schema if not exists "tidemark";

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
  "properties" varchar(65535) encode zstd
) distkey ("user_id") sortkey ("occurred_at");

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
  "received_at" timestamp encode az64 not null
) distkey ("user_id") sortkey ("valid_from");

create table if not exists "tidemark"."alias" (
  "alias_id" varchar(65535) encode zstd not null,
  "user_id" varchar(65535) encode zstd not null,
  "received_at" timestamp encode raw not null
) distkey ("user_id") sortkey ("received_at");

copy "tidemark"."event" ("event_id", "user_id", "event_name", "occurred_at", "received_at", "source_seq", "platform", "country", "user_type", "project_id", "properties")
from 's3://bucket/manifests/event-v1.manifest'
iam_role 'arn:aws:iam::123456789012:role/tidemark-copy'
format as parquet
manifest;

copy "tidemark"."subscription" ("subscription_id", "user_id", "valid_from", "valid_to", "plan", "billing_interval", "billing_interval_count", "quantity", "unit_price_minor", "discount_minor", "discount_basis_points", "currency", "status", "term_ends_at", "trial_ends_at", "cancel_requested_at", "cancel_reason", "cancel_type", "country", "platform", "received_at")
from 's3://bucket/manifests/subscription-v1.manifest'
iam_role 'arn:aws:iam::123456789012:role/tidemark-copy'
format as parquet
manifest;

commit;
