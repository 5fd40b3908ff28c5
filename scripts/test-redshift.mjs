/** `npm run test:redshift`: the conformance suite against a live Redshift cluster, or what is missing for it. */
import { installPackages } from "./install.mjs";
import { binary, must } from "./stage.mjs";

const wanted = {
  REDSHIFT_TEST_URL: "redshift://USER:PASSWORD@HOST:5439/DATABASE, a user who may create schemas",
  REDSHIFT_TEST_ROLE: "arn:aws:iam::ACCOUNT:role/NAME, a role that the cluster has and that may read the bucket",
  REDSHIFT_TEST_STAGING: "s3://BUCKET/PREFIX, where this machine's AWS credentials may write",
};

const missing = Object.keys(wanted).filter((name) => !process.env[name]);
if (missing.length > 0) {
  process.stderr.write("A live Redshift is tested where these are set (AWS_REGION names the bucket's region):\n");
  for (const name of missing) process.stderr.write(`  ${name}  ${wanted[name]}\n`);
  process.exit(2);
}
await installPackages();
await installPackages("test/engines");
const suite = ["run", "--config", "test/vitest.config.ts", "--project", "real", "test/warehouse/engines-agree.test.ts"];
await must("ask Redshift what DuckDB answers", [binary("vitest"), ...suite], {
  env: { TIDEMARK_CONFORMANCE: "full" },
});
