import { open, type FileHandle } from "node:fs/promises";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { sha256Of } from "../digest.ts";
import { inParallel } from "../in-parallel.ts";
import { s3ErrorName, s3ErrorStatus } from "./s3-error.ts";
import type { Watch } from "./patience.ts";
import { bodyOf, signDigest } from "./s3-client.ts";
import type { PutOutcome, Unfinished } from "./store.ts";

/** A bucket, and how its requests are sent: again where that may help. */
export interface S3Line {
  readonly client: S3Client;
  readonly bucket: string;
  readonly send: <T>(request: (watch: Watch) => Promise<T>) => Promise<T>;
}

/** A local file on its way to a key of the bucket. */
export interface LargeFile {
  readonly key: string;
  readonly path: string;
  readonly bytes: number;
}

/** How a file is cut: the parts' size, and how many travel together. */
export interface Cutting {
  readonly partBytes: number;
  readonly atOnce: number;
}

/**
 * Put a large file in parts, each with its own signed SHA-256; only the last request makes the object. Not every S3 heeds
 * `If-None-Match` on that request, so the key must tell its bytes apart: writers of one key then write the same. Whatever
 * fails, the parts are given up.
 */
export async function putInParts(line: S3Line, file: LargeFile, cutting: Cutting): Promise<PutOutcome> {
  try {
    return await uploadOnce(line, file, cutting);
  } catch (error) {
    // The store told another ETag for a part than it knows it by: the parts are sent anew, once.
    if (s3ErrorName(error) !== "InvalidPart") throw error;
    return uploadOnce(line, file, cutting);
  }
}

async function uploadOnce(line: S3Line, file: LargeFile, cutting: Cutting): Promise<PutOutcome> {
  if (await isThere(line, file)) return "exists";
  const { client, bucket, send } = line;
  const place = { Bucket: bucket, Key: file.key };
  const { UploadId } = await send(({ signal }) =>
    client.send(new CreateMultipartUploadCommand(place), { abortSignal: signal }),
  );
  if (UploadId === undefined) throw new Error(`S3 began an upload of ${file.key} without naming it.`);
  const upload = { ...place, UploadId };
  try {
    const parts = await sendParts(line, { file, upload, cutting });
    const whole = { ...upload, MultipartUpload: { Parts: [...parts] }, IfNoneMatch: "*" };
    await send(({ signal }) => client.send(new CompleteMultipartUploadCommand(whole), { abortSignal: signal }));
    return "created";
  } catch (error) {
    await send(() => client.send(new AbortMultipartUploadCommand(upload))).catch(() => {});
    // 412: another writer was first. NoSuchUpload: it stands, and only the reply to an earlier attempt was lost.
    const mayStand = s3ErrorStatus(error) === 412 || s3ErrorName(error) === "NoSuchUpload";
    if (mayStand && (await isThere(line, file))) return "exists";
    throw error;
  }
}

interface Upload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

interface Sending {
  readonly file: LargeFile;
  readonly upload: Upload;
  readonly cutting: Cutting;
}

async function sendParts(
  { client, send }: S3Line,
  { file, upload, cutting: { partBytes, atOnce } }: Sending,
): Promise<readonly { readonly PartNumber: number; readonly ETag: string | undefined }[]> {
  const numbers = Array.from({ length: Math.ceil(file.bytes / partBytes) }, (_, index) => index + 1);
  const handle = await open(file.path, "r");
  try {
    return await inParallel(numbers, atOnce, async (PartNumber) => {
      const from = (PartNumber - 1) * partBytes;
      const body = await readPart(handle, from, Math.min(partBytes, file.bytes - from));
      const sha256 = sha256Of(body);
      const { ETag } = await send(({ signal, alive }) => {
        const Body = bodyOf(body, alive);
        const command = new UploadPartCommand({ ...upload, PartNumber, Body, ContentLength: body.byteLength });
        signDigest(command, sha256);
        return client.send(command, { abortSignal: signal });
      });
      return { PartNumber, ETag };
    });
  } finally {
    await handle.close();
  }
}

async function readPart(handle: FileHandle, from: number, bytes: number): Promise<Buffer> {
  const part = Buffer.allocUnsafe(bytes);
  for (let done = 0; done < bytes;) {
    const { bytesRead } = await handle.read(part, done, bytes - done, from + done);
    if (bytesRead === 0) throw new Error("A file became shorter while it was sent.");
    done += bytesRead;
  }
  return part;
}

/** Whether there is an object. Asked by a listing, whose answer names what went wrong; a HEAD has no body to do that. */
export async function isThere({ client, bucket, send }: S3Line, { key }: { readonly key: string }): Promise<boolean> {
  // Of all keys that begin like it, it sorts first.
  const first = await send(() => client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 })));
  return first.Contents?.[0]?.Key === key;
}

/** Uploads below `start` that were begun and neither finished nor given up, the oldest first. */
export async function listUploads(
  { client, bucket, send }: S3Line,
  start: string,
): Promise<readonly (Unfinished & { readonly id: string })[]> {
  const found: (Unfinished & { readonly id: string })[] = [];
  let after: { readonly KeyMarker?: string | undefined; readonly UploadIdMarker?: string | undefined } | null = {};
  while (after !== null) {
    const markers: object = after;
    const page = await send(() =>
      client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: start, ...markers })),
    );
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key !== undefined && UploadId !== undefined)
        found.push({ key: Key, id: UploadId, begunAt: Initiated?.getTime() ?? 0 });
    }
    after =
      page.IsTruncated === true ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : null;
  }
  return found.toSorted((a, b) => a.begunAt - b.begunAt);
}

/** Give up one upload; its parts are gone. Somebody else may have ended it meanwhile. */
export async function abortUpload(
  { client, bucket, send }: S3Line,
  { key, id }: { readonly key: string; readonly id: string },
): Promise<void> {
  try {
    await send(() => client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: id })));
  } catch (error) {
    if (s3ErrorName(error) !== "NoSuchUpload") throw error;
  }
}
