import { UserError } from "../schema/user-error.ts";
import { fileStore } from "./store/file-store.ts";
import { type Patience, usualPatience } from "./store/patience.ts";
import type { Store } from "./store/store.ts";

/** Where a lake is. */
export interface OpenStoreOptions {
  /** A folder, which is made at the first write, or `s3://bucket/prefix`. */
  readonly url: string;
  /** Address of an S3 store other than Amazon's; default: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, else Amazon. */
  readonly endpoint?: string | undefined;
  /** A local folder for copies of remote files, addressed by their SHA-256, and for files that are not finished. */
  readonly cacheDir: string;
  /** How long a remote store is asked again; default: six attempts within a minute. */
  readonly patience?: Patience | undefined;
  /** Remote files of this many bytes or more are put in parts; default 64 MiB. A part has a quarter of it. */
  readonly partsFromBytes?: number | undefined;
}

const usualPartsFromBytes = 64 << 20;
const partsAtOnce = 4;

/** The store a lake's url names: a folder, or a bucket. The S3 client is loaded only for a bucket. */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { url, endpoint, cacheDir } = options;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return fileStore(url);
  const named = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([^?#]*))?$/i.exec(url);
  if (named === null) {
    throw new UserError(
      "config",
      `"${withoutSecrets(url)}" is no place for a lake.`,
      "Give a folder, or s3://BUCKET/PREFIX.",
    );
  }
  const { env } = process;
  const partsFromBytes = options.partsFromBytes ?? usualPartsFromBytes;
  const { s3Store } = await import("./store/s3-store.ts");
  return s3Store({
    bucket: named[1] ?? "",
    prefix: (named[2] ?? "").replace(/^\/+|\/+$/g, ""),
    endpoint: checkedEndpoint(endpoint ?? env["AWS_ENDPOINT_URL_S3"] ?? env["AWS_ENDPOINT_URL"]),
    region: env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "us-east-1",
    cacheDir,
    patience: options.patience ?? usualPatience,
    partsFromBytes,
    cutting: { partBytes: partsFromBytes / 4, atOnce: partsAtOnce },
  });
}

function checkedEndpoint(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined || endpoint === "") return undefined;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UserError(
      "config",
      `"${withoutSecrets(endpoint)}" is no S3 endpoint.`,
      "Give an address such as http://127.0.0.1:7480.",
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new UserError(
      "config",
      "The S3 endpoint has a password in it.",
      "Give credentials as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.",
    );
  }
  return endpoint;
}

function withoutSecrets(address: string): string {
  return address.replace(/\/\/[^/@]*@/, "//…@");
}
