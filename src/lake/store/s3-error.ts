import { UserError } from "../../schema/user-error.ts";
import { isFull } from "./folder-error.ts";

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

const passingNames = new Set([
  // A store of another make says so where it did not receive all of a body, or received other bytes.
  "BadDigest",
  "IncompleteBody",
  "RequestTimeout",
  "XAmzContentSHA256Mismatch",
  "RequestTimeTooSkewed",
]);

/** Whether the same request may well succeed a moment later: network, a store that is busy or fails, bytes lost on the way. */
export function mayPass(error: unknown): boolean {
  if (error instanceof UserError || isLocal(error)) return false;
  const name = s3ErrorName(error);
  const status = s3ErrorStatus(error);
  if (passingNames.has(name) || hasSetClock(error)) return true;
  if (name === "CredentialsProviderError" || name === "ENOTFOUND") return false;
  if (status === null || isUnread(name)) return true;
  // 409: another conditional write of this key is under way, neither of the two has won yet.
  return status >= 500 || status === 429 || status === 408 || status === 409 || status === 200;
}

/** The SDK has set its clock by the date of a refusal: the next request is signed with the store's time. */
function hasSetClock(error: unknown): boolean {
  return (
    (error as { readonly $metadata?: { readonly clockSkewCorrected?: boolean } }).$metadata?.clockSkewCorrected === true
  );
}

/** Whether an answer began and could not be read to its end: it was cut off, or is no XML. */
function isUnread(name: string): boolean {
  return name === "Error" || /^(E[A-Z]{4,}|HPE_[A-Z_]+)$/.test(name);
}

/** A failure of the local disk, which asking S3 again cannot mend. */
export function isLocal(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  return "path" in error || isFull(error);
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
  const region = wrongRegion(error, name);
  if (region !== null) {
    return unreachable(
      `The bucket "${bucket}" lies in another region${region === "" ? "" : `: ${region}`} (${name}).`,
      "Set AWS_REGION to the bucket's region.",
    );
  }
  if (status === null || isUnread(name)) {
    return unreachable(`No answer from ${endpoint} (${name}).`, "Check --lake-endpoint and that the store is up.");
  }
  return unreachable(
    `${endpoint} answered ${status} ${name} for bucket "${bucket}".`,
    "Try again later, or look at the store's own log.",
  );
}

/** The bucket's region where the answer was that the request went to another, "" where it is not told; else null. */
function wrongRegion(error: unknown, name: string): string | null {
  const isIt = ["AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "PermanentRedirect"];
  if (!isIt.includes(name) && s3ErrorStatus(error) !== 301) return null;
  const { Region, message } = error as { readonly Region?: unknown; readonly message?: string };
  const told = typeof Region === "string" ? Region : (/expecting '([a-z0-9-]+)'/.exec(message ?? "")?.[1] ?? "");
  return /^[a-z0-9-]{1,32}$/.test(told) ? told : "";
}

const credentialsHint = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, to those of the store.";

function unreachable(message: string, hint: string): UserError {
  return new UserError("unreachable", message, hint);
}
