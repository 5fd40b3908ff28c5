import { randomUUID } from "node:crypto";
import { mkdtemp, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { openLake, type Lake, type OpenLakeOptions } from "../../src/lake/lake.ts";
import { openStore } from "../../src/lake/open-store.ts";
import type { Store } from "../../src/lake/store/store.ts";
import { missingS3Programs, startS3, type S3Service } from "../services/s3.ts";

/** A new place for a lake, and what a vandal can do there behind the lake's back. */
export interface Place {
  readonly open: (options?: Partial<OpenLakeOptions>) => Promise<Lake>;
  readonly openStore: () => Promise<Store>;
  /** Put any bytes under a key; null removes it. */
  readonly overwrite: (key: string, bytes: Uint8Array | null) => Promise<void>;
}

/** A kind of store the conformance suite runs on. */
export interface PlaceKind {
  readonly name: string;
  readonly available: boolean;
  readonly start: () => Promise<void>;
  readonly make: () => Promise<Place>;
  readonly stop: () => Promise<void>;
}

/** Lakes in folders below one temporary folder. */
export function folderPlaces(): PlaceKind {
  const scratch = scratchFolder();
  return {
    name: "a folder",
    available: true,
    start: scratch.start,
    make: async () => {
      const url = join(scratch.path(), randomUUID(), "lake");
      const cacheDir = join(url, "../cache");
      return {
        open: (options = {}) => openLake({ url, cacheDir, ...options }),
        openStore: () => openStore({ url, cacheDir }),
        overwrite: (key, bytes) => (bytes === null ? unlink(join(url, key)) : writeFile(join(url, key), bytes)),
      };
    },
    stop: scratch.stop,
  };
}

/** Lakes in buckets of a real S3; its credentials are put into the environment, where the default chain finds them. */
export function bucketPlaces(): PlaceKind {
  const scratch = scratchFolder();
  const running: S3Service[] = [];
  const missing = missingS3Programs();
  return {
    name: missing.length === 0 ? "a bucket" : `a bucket (needs ${missing.join(", ")})`,
    available: missing.length === 0,
    start: async () => {
      await scratch.start();
      const service = await startS3();
      running.push(service);
      Object.assign(process.env, { AWS_ACCESS_KEY_ID: service.accessKey, AWS_SECRET_ACCESS_KEY: service.secretKey });
    },
    make: async () => {
      const [service] = running;
      if (service === undefined) throw new Error("The S3 for tests is not running.");
      const { client, endpoint, makeBucket } = service;
      const bucket = await makeBucket();
      const url = `s3://${bucket}/some/lake`;
      const cacheDir = join(scratch.path(), randomUUID());
      return {
        open: (options = {}) => openLake({ url, endpoint, cacheDir, ...options }),
        openStore: () => openStore({ url, endpoint, cacheDir }),
        overwrite: async (key, bytes) => {
          const object = { Bucket: bucket, Key: `some/lake/${key}` };
          await (bytes === null
            ? client.send(new DeleteObjectCommand(object))
            : client.send(new PutObjectCommand({ ...object, Body: bytes })));
        },
      };
    },
    stop: async () => {
      await Promise.all(running.map((service) => service.stop()));
      await scratch.stop();
    },
  };
}

function scratchFolder(): {
  readonly start: () => Promise<void>;
  readonly path: () => string;
  readonly stop: () => Promise<void>;
} {
  let path = "";
  return {
    start: async () => {
      path = await mkdtemp(join(tmpdir(), "tidemark-lake-"));
    },
    path: () => path,
    stop: () => rm(path, { recursive: true, force: true }),
  };
}
