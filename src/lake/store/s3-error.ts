import { UserError } from "../../schema/user-error.ts";

/** What an S3 store was asked, for its error messages; never a key or a secret. */
export interface S3Place {
  readonly bucket: string;
  /** As a person would write it; "Amazon S3" without an endpoint of one's own. */
  readonly endpoint: string;
}

const refusedNames = new Set([
  "AccessDenied",
  "CredentialsProviderError",
  "ExpiredToken",
  "Forbidden",
  "InvalidAccessKeyId",
  "InvalidToken",
  "SignatureDoesNotMatch",
]);

/** The name S3 or the network gives an error, e.g. NoSuchBucket or ECONNREFUSED. */
export function s3ErrorName(error: unknown): string {
  const { name, code, Code } = error as { readonly name?: string; readonly code?: string; readonly Code?: string };
  return code ?? Code ?? name ?? "unknown";
}

/** The HTTP status S3 answered with, null where it did not answer. */
export function s3ErrorStatus(error: unknown): number | null {
  return (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode ?? null;
}

/**
 * What the person is told when the SDK has given up: `unreachable` for network, credentials, bucket and a store that
 * keeps failing; `integrity` where the store received other bytes than were sent. Says names and statuses only, so that
 * no secret that stood in a request can come out.
 */
export function explainS3Error(error: unknown, { bucket, endpoint }: S3Place): UserError {
  if (error instanceof UserError) return error;
  const name = s3ErrorName(error);
  const status = s3ErrorStatus(error);
  if (name === "NoSuchBucket") {
    return unreachable(
      `There is no bucket "${bucket}" at ${endpoint}.`,
      "Create it, or check --lake and --lake-endpoint.",
    );
  }
  if (name === "CredentialsProviderError") {
    return unreachable(`There are no credentials for ${endpoint}.`, credentialsHint);
  }
  if (name === "RequestTimeTooSkewed") {
    return unreachable(`${endpoint} refused the request: the clocks differ too much.`, "Set this machine's clock.");
  }
  if (name === "BadDigest" || name === "XAmzContentSHA256Mismatch") {
    return new UserError(
      "integrity",
      `${endpoint} received other bytes than were sent (${name}).`,
      "Try again; if it stays, check memory and network.",
    );
  }
  if (refusedNames.has(name) || status === 401 || status === 403) {
    return unreachable(`${endpoint} refused the credentials for bucket "${bucket}" (${name}).`, credentialsHint);
  }
  if (status === null) {
    return unreachable(`No answer from ${endpoint} (${name}).`, "Check --lake-endpoint and that the store is up.");
  }
  return unreachable(
    `${endpoint} answered ${status} ${name} for bucket "${bucket}".`,
    "Try again later, or look at the store's own log.",
  );
}

const credentialsHint = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, to those of the store.";

function unreachable(message: string, hint: string): UserError {
  return new UserError("unreachable", message, hint);
}
