import { Readable } from "node:stream";
import { type PutObjectCommand, S3Client, type UploadPartCommand } from "@aws-sdk/client-s3";

/** Which S3 a client talks to. */
export interface S3ClientOptions {
  /** A store other than Amazon's, e.g. `http://127.0.0.1:7480`. */
  readonly endpoint: string | undefined;
  readonly region: string;
}

const connectMs = 5_000;
const pieceBytes = 64 << 10;

/** A client with the default chain of credentials. It sends every request once: trying again is the store's business. */
export function openS3Client({ endpoint, region }: S3ClientOptions): S3Client {
  // The SDK would print six lines about its own future with Node 20 on every command.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  return new S3Client({
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: connectMs, socketTimeout: 0, requestTimeout: 0 },
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

/** A request's body that is handed over piece by piece; `onPiece` is told each time that the line has taken one. */
export function bodyOf(bytes: Uint8Array, onPiece: () => void): Readable {
  const pieces = function* (): Generator<Uint8Array> {
    for (let from = 0; from < bytes.byteLength; from += pieceBytes) {
      onPiece();
      yield bytes.subarray(from, from + pieceBytes);
    }
  };
  return Readable.from(pieces(), { objectMode: false });
}

/** Name the body's SHA-256 in a signed header, which every S3 checks the body against. */
export function signDigest(command: PutObjectCommand | UploadPartCommand, sha256: string): void {
  // Both commands' stacks take it alike, but their types do not say so.
  const { middlewareStack } = command as PutObjectCommand;
  middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { readonly headers: Record<string, string> };
      headers["x-amz-content-sha256"] = sha256;
      return next(args);
    },
    { step: "build", name: "signDigest" },
  );
}
