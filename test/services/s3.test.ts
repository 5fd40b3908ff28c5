import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { missingS3Programs, startS3 } from "./s3.ts";

const missing = missingS3Programs();
const needs = missing.length === 0 ? "" : ` (needs ${missing.join(", ")})`;

test.skipIf(missing.length > 0)(
  `two S3 services start side by side, keep what they are given, and stop${needs}`,
  async () => {
    const services = await Promise.all([startS3(), startS3()]);
    expect(new Set(services.map(({ endpoint }) => endpoint)).size).toBe(2);
    for (const { client, makeBucket, endpoint, stop } of services) {
      const object = { Bucket: await makeBucket(), Key: "a/key" };
      await client.send(new PutObjectCommand({ ...object, Body: endpoint }));
      const { Body } = await client.send(new GetObjectCommand(object));
      expect(await Body?.transformToString()).toBe(endpoint);
      await stop();
      await expect(fetch(endpoint)).rejects.toThrow("fetch failed");
    }
  },
);
