import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { sha256Of } from "../digest.ts";
import { explainS3Error, s3ErrorName, s3ErrorStatus, type S3Place } from "./s3-error.ts";
import type { MarkedKey, PutOutcome, Store } from "./store.ts";

/** Which part of which bucket a lake is. */
export interface S3StoreOptions {
  readonly bucket: string;
  /** Keys' common beginning, without slashes at its ends; "" for the whole bucket. */
  readonly prefix: string;
  /** A store other than Amazon's, e.g. `http://127.0.0.1:7480`. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Local folder for copies and for files that are not finished. */
  readonly cacheDir: string;
}

const attempts = 6;

/**
 * A lake in a bucket. An object is one single PUT, conditional where it must be the first (`If-None-Match: *`); its
 * SHA-256 is part of the signed request, so the store refuses other bytes. A file is held in memory while it is sent,
 * because a retry must send it again. Every request is tried six times at most, with the SDK's jitter.
 */
export function s3Store(options: S3StoreOptions): Store {
  const { bucket, prefix, cacheDir } = options;
  const client = openClient(options);
  const place: S3Place = { bucket, endpoint: options.endpoint ?? "Amazon S3" };
  const start = prefix === "" ? "" : `${prefix}/`;

  const write = async (key: string, body: Uint8Array, { sha256, ifAbsent }: Write): Promise<PutOutcome> => {
    const input = { Bucket: bucket, Key: start + key, Body: body, ContentLength: body.byteLength };
    for (let attempt = 1; ; attempt++) {
      const command = new PutObjectCommand(ifAbsent ? { ...input, IfNoneMatch: "*" } : input);
      signDigest(command, sha256);
      try {
        await client.send(command);
        return "created";
      } catch (error) {
        const status = s3ErrorStatus(error);
        if (ifAbsent && status === 412) return "exists";
        // 409: another conditional write of this key is under way, neither of the two has won yet.
        if (!ifAbsent || status !== 409 || attempt === attempts) throw explainS3Error(error, place);
        await pause(attempt);
      }
    }
  };
  /** The SDK retries until the answer begins; a body that breaks off is asked for again here. */
  const read = async <T>(key: string, consume: (body: Readable & Body) => Promise<T>): Promise<T | null> => {
    for (let attempt = 1; ; attempt++) {
      const body = await openBody(key);
      if (body === null) return null;
      try {
        return await consume(body);
      } catch (error) {
        if (isLocal(error)) throw error;
        if (attempt === attempts) throw explainS3Error(error, place);
        await pause(attempt);
      }
    }
  };
  const openBody = async (key: string): Promise<(Readable & Body) | null> => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: start + key }));
      if (Body === undefined) throw new Error(`S3 answered ${key} without a body.`);
      return Body as Readable & Body;
    } catch (error) {
      if (s3ErrorName(error) === "NoSuchKey") return null;
      throw explainS3Error(error, place);
    }
  };

  const listed = async (beginning: string, after: string): Promise<readonly MarkedKey[]> => {
    const found: MarkedKey[] = [];
    let token: string | undefined;
    do {
      const page = await client
        .send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: start + beginning,
            StartAfter: after === "" ? undefined : start + after,
            ContinuationToken: token,
          }),
        )
        .catch((error: unknown) => {
          throw explainS3Error(error, place);
        });
      for (const { Key, ETag, Size } of page.Contents ?? [])
        if (Key !== undefined) found.push({ key: Key.slice(start.length), mark: `${ETag ?? ""} ${Size ?? ""}` });
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
    return found;
  };

  return {
    url: `s3://${bucket}${prefix === "" ? "" : `/${prefix}`}`,
    workFolder: join(cacheDir, "tmp"),
    get: (key) => read(key, (body) => body.transformToByteArray()),
    put: async (key, bytes) => {
      await write(key, bytes, { sha256: sha256Of(bytes), ifAbsent: false });
    },
    putIfAbsent: (key, bytes) => write(key, bytes, { sha256: sha256Of(bytes), ifAbsent: true }),
    putFileIfAbsent: async ({ key, path, sha256 }) => write(key, await readFile(path), { sha256, ifAbsent: true }),
    list: async (folder, after) => (await listed(`${folder}/`, after)).map(({ key }) => key),
    listMarked: async (top) =>
      (await listed(top, "")).filter(({ key }) => top === "" || key === top || key.startsWith(`${top}/`)),
    localPath: () => null,
    fetch: async (key, path) =>
      (await read(key, (body) => pipeline(body, createWriteStream(path)).then(() => true))) ?? false,
    close: async () => client.destroy(),
  };
}

interface Write {
  readonly sha256: string;
  readonly ifAbsent: boolean;
}

interface Body {
  transformToByteArray(): Promise<Uint8Array>;
}

function openClient({ endpoint, region }: S3StoreOptions): S3Client {
  // The SDK would print six lines about its own future with Node 20 on every command.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  return new S3Client({
    region,
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: 5_000,
      socketTimeout: 30_000,
      requestTimeout: 60_000,
      throwOnRequestTimeout: true,
    },
    // Stores other than Amazon's know neither bucket host names nor the newer checksum headers.
    ...(endpoint === undefined
      ? { followRegionRedirects: true }
      : {
          endpoint,
          forcePathStyle: true,
          requestChecksumCalculation: "WHEN_REQUIRED",
          responseChecksumValidation: "WHEN_REQUIRED",
        }),
  });
}

/** Name the body's SHA-256 in a signed header, which every S3 checks the body against. */
function signDigest(command: PutObjectCommand, sha256: string): void {
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { readonly headers: Record<string, string> };
      headers["x-amz-content-sha256"] = sha256;
      return next(args);
    },
    { step: "build", name: "signDigest" },
  );
}

function pause(attempt: number): Promise<void> {
  return sleep(Math.random() * (100 << attempt));
}

/** A failure of the local disk, which asking S3 again cannot mend. */
function isLocal(error: unknown): boolean {
  return typeof error === "object" && error !== null && "path" in error;
}
