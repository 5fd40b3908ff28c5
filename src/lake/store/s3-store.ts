import { createWriteStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { addAbortSignal, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { sha256Of } from "../digest.ts";
import { explained } from "./folder-error.ts";
import { type Patience, retried, type Watch, withoutSilence } from "./patience.ts";
import { bodyOf, openS3Client, signDigest } from "./s3-client.ts";
import { explainS3Error, isLocal, mayPass, s3ErrorName, s3ErrorStatus, type S3Place } from "./s3-error.ts";
import { abortUpload, type Cutting, isThere, listUploads, putInParts, type S3Line } from "./s3-parts.ts";
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
  readonly patience: Patience;
  /** Files from this size on are put in parts. */
  readonly partsFromBytes: number;
  readonly cutting: Cutting;
}

/**
 * A lake in a bucket. An object is one single PUT, conditional where it must be the first (`If-None-Match: *`); its
 * SHA-256 is part of the signed request, so the store refuses other bytes. Large files go in parts. Every request is
 * tried again as `patience` says, until its answer has come whole.
 */
export function s3Store(options: S3StoreOptions): Store {
  const { bucket, prefix, cacheDir, patience } = options;
  const client = openS3Client(options);
  const place: S3Place = { bucket, endpoint: options.endpoint ?? "Amazon S3" };
  const start = prefix === "" ? "" : `${prefix}/`;
  const send: S3Line["send"] = (request) =>
    retried(() => withoutSilence(patience.silenceMs, request), patience, mayPass);
  const line: S3Line = { client, bucket, send };
  const explainedS3 = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw isLocal(error) ? error : explainS3Error(error, place);
    }
  };

  const write = (key: string, body: Uint8Array, { sha256, ifAbsent }: Write): Promise<PutOutcome> => {
    const object = { Bucket: bucket, Key: start + key, ContentLength: body.byteLength };
    return explainedS3(() =>
      send(async ({ signal, alive }) => {
        const input = { ...object, Body: bodyOf(body, alive) };
        const command = new PutObjectCommand(ifAbsent ? { ...input, IfNoneMatch: "*" } : input);
        signDigest(command, sha256);
        try {
          await client.send(command, { abortSignal: signal });
          return "created";
        } catch (error) {
          if (ifAbsent && s3ErrorStatus(error) === 412) return "exists";
          throw error;
        }
      }),
    );
  };
  /** A body that breaks off is asked for again like a request that was refused; null where there is no object. */
  const read = <T>(key: string, consume: (body: Readable, watch: Watch) => Promise<T>): Promise<T | null> =>
    explainedS3(() =>
      send(async (watch) => {
        try {
          const command = new GetObjectCommand({ Bucket: bucket, Key: start + key });
          const { Body } = await client.send(command, { abortSignal: watch.signal });
          if (Body === undefined) throw new Error(`S3 answered ${key} without a body.`);
          return await consume(Body as Readable, watch);
        } catch (error) {
          if (s3ErrorName(error) === "NoSuchKey") return null;
          throw error;
        }
      }),
    );

  const listed = (beginning: string, after: string): Promise<readonly MarkedKey[]> =>
    explainedS3(async () => {
      const found: MarkedKey[] = [];
      const StartAfter = after === "" ? undefined : start + after;
      const input = { Bucket: bucket, Prefix: start + beginning, StartAfter };
      let token: string | undefined;
      do {
        const page = await send(({ signal }) =>
          client.send(new ListObjectsV2Command({ ...input, ContinuationToken: token }), { abortSignal: signal }),
        );
        for (const { Key, ETag, Size } of page.Contents ?? [])
          if (Key !== undefined) found.push({ key: Key.slice(start.length), mark: `${ETag ?? ""} ${Size ?? ""}` });
        token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
      } while (token !== undefined);
      return found;
    });

  return {
    url: `s3://${bucket}${prefix === "" ? "" : `/${prefix}`}`,
    workFolder: join(cacheDir, "tmp"),
    get: (key) => read(key, wholeOf),
    put: async (key, bytes) => {
      await write(key, bytes, { sha256: sha256Of(bytes), ifAbsent: false });
    },
    putIfAbsent: (key, bytes) => write(key, bytes, { sha256: sha256Of(bytes), ifAbsent: true }),
    partsFromBytes: options.partsFromBytes,
    putFileIfAbsent: async ({ key, path, sha256 }) => {
      const { size: bytes } = await stat(path);
      return bytes < options.partsFromBytes
        ? write(key, await readFile(path), { sha256, ifAbsent: true })
        : explainedS3(() => putInParts(line, { key: start + key, path, bytes }, options.cutting));
    },
    list: async (folder, after) => (await listed(`${folder}/`, after)).map(({ key }) => key),
    listMarked: async (top) =>
      (await listed(top, "")).filter(({ key }) => top === "" || key === top || key.startsWith(`${top}/`)),
    localPath: () => null,
    fetch: async (key, path, onBytes) =>
      (await explained(cacheDir, () => read(key, (body, watch) => written(body, { path, watch, onBytes })))) ?? false,
    has: (key) => explainedS3(() => isThere(line, { key: start + key })),
    remove: (key) =>
      explainedS3(async () => {
        const isHere = await isThere(line, { key: start + key });
        if (isHere) await send(() => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: start + key })));
        return isHere;
      }),
    unfinished: () =>
      explainedS3(async () =>
        (await listUploads(line, start)).map(({ key, begunAt }) => ({ key: key.slice(start.length), begunAt })),
      ),
    giveUpUnfinished: (before) =>
      explainedS3(async () => {
        const old = (await listUploads(line, start)).filter(({ begunAt }) => begunAt < before);
        for (const upload of old) await abortUpload(line, upload);
        return old.length;
      }),
    close: async () => client.destroy(),
  };
}

interface Write {
  readonly sha256: string;
  readonly ifAbsent: boolean;
}

async function wholeOf(body: Readable, { alive, signal }: Watch): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of addAbortSignal(signal, body)) {
    alive();
    parts.push(part as Uint8Array);
  }
  return Buffer.concat(parts);
}

interface Writing {
  readonly path: string;
  readonly watch: Watch;
  readonly onBytes: ((more: number) => void) | undefined;
}

async function written(body: Readable, { path, watch: { alive, signal }, onBytes }: Writing): Promise<true> {
  let told = 0;
  body.on("data", (part: Uint8Array) => {
    alive();
    told += part.byteLength;
    onBytes?.(part.byteLength);
  });
  try {
    await pipeline(body, createWriteStream(path), { signal });
    return true;
  } catch (error) {
    // What comes again is told again.
    onBytes?.(-told);
    throw error;
  }
}
