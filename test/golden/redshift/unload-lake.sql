unload ('select "event_id", "user_id", "event_name", "occurred_at", "received_at", "source_seq", "platform", "country", "user_type", "project_id", "properties" from "tidemark"."event"')
to 's3://bucket/out/event/'
iam_role 'arn:aws:iam::123456789012:role/tidemark-copy'
region 'eu-west-1'
format as parquet
manifest verbose
cleanpath;

unload ('select "subscription_id", "user_id", "valid_from", "valid_to", "plan", "billing_interval", "billing_interval_count", "quantity", "unit_price_minor", "discount_minor", "discount_basis_points", "currency", "status", "term_ends_at", "trial_ends_at", "cancel_requested_at", "cancel_reason", "cancel_type", "country", "platform", "received_at" from "tidemark"."subscription"')
to 's3://bucket/out/subscription/'
iam_role 'arn:aws:iam::123456789012:role/tidemark-copy'
region 'eu-west-1'
format as parquet
manifest verbose
cleanpath;

unload ('select "alias_id", "user_id", "received_at" from "tidemark"."alias"')
to 's3://bucket/out/alias/'
iam_role 'arn:aws:iam::123456789012:role/tidemark-copy'
region 'eu-west-1'
format as parquet
manifest verbose
cleanpath;
