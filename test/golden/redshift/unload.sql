unload ('select ''it''''s'' as "new" from "tidemark"."event"')
to 's3://bucket/out/'
iam_role 'arn:aws:iam::123456789012:role/tidemark-copy'
region 'eu-west-1'
format as parquet
manifest verbose
cleanpath;
