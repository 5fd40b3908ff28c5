import { UserError } from "../schema/user-error.ts";
import { fileStore } from "./store/file-store.ts";
import type { Store } from "./store/store.ts";

/** Where a lake is; see `OpenLakeOptions`. */
export interface OpenStoreOptions {
  readonly url: string;
  readonly endpoint?: string | undefined;
  readonly cacheDir: string;
}

/** The store a lake's url names: a folder, or a bucket. The S3 client is loaded only for a bucket. */
export async function openStore({ url, endpoint, cacheDir }: OpenStoreOptions): Promise<Store> {
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
  const { s3Store } = await import("./store/s3-store.ts");
  return s3Store({
    bucket: named[1] ?? "",
    prefix: (named[2] ?? "").replace(/^\/+|\/+$/g, ""),
    endpoint: checkedEndpoint(endpoint ?? env["AWS_ENDPOINT_URL_S3"] ?? env["AWS_ENDPOINT_URL"]),
    region: env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "us-east-1",
    cacheDir,
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
