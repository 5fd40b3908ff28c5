import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { buffer } from "node:stream/consumers";

/** What happens to one request on its way. */
export type Fault =
  | "none"
  /** It is carried out; the reply is not passed on. */
  | "lose-reply"
  /** Half of the reply's body arrives, then the connection ends. */
  | "cut-body"
  /** The reply's body has one bit flipped. */
  | "flip-reply"
  /** The request's body has one bit flipped. */
  | "flip-request"
  /** It never arrives; the answer is 503 SlowDown. */
  | "slow-down"
  /** It never arrives; the answer is 500 InternalError. */
  | "fail"
  /** It never arrives; the answer is 429 TooManyRequests. */
  | "too-many"
  /** It never arrives; the connection is reset. */
  | "reset"
  /** It never arrives, and nothing is ever answered. */
  | "stall"
  /** It never arrives; the answer is that its date lies a day away from the store's. */
  | "skew"
  /** More bytes are announced than come. */
  | "wrong-length"
  /** Fewer bytes are announced than there are, and no more come. */
  | "short-length"
  /** The reply names another ETag than the store gave. */
  | "wrong-etag";

const refusals: Readonly<Partial<Record<Fault, readonly [number, string]>>> = {
  "slow-down": [503, "SlowDown"],
  fail: [500, "InternalError"],
  "too-many": [429, "TooManyRequests"],
  skew: [403, "RequestTimeTooSkewed"],
};

/** A real S3 behind a bad line. */
export interface FlakyGateway {
  readonly endpoint: string;
  /** How many requests have been seen. */
  readonly seen: () => number;
  readonly stop: () => Promise<void>;
}

/** Pass every request on to the S3 at `endpoint`, as `fault` says, which is asked once per request. */
export async function startFlakyGateway(
  endpoint: string,
  fault: (asked: IncomingMessage) => Fault,
): Promise<FlakyGateway> {
  const target = new URL(endpoint);
  let seen = 0;
  const pass = async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const kind = fault(asked);
    const sent = await buffer(asked);
    if (kind === "stall") return;
    if (kind === "reset") return void asked.socket.resetAndDestroy();
    const refusal = refusals[kind];
    if (refusal !== undefined) {
      // By its date, a client may set its clock; here it is led astray, and the store's own refusal leads it back.
      const date = kind === "skew" ? { date: new Date(Date.now() - 86_400_000).toUTCString() } : {};
      answer.writeHead(refusal[0], { "content-type": "application/xml", ...date });
      answer.end(`<Error><Code>${refusal[1]}</Code></Error>`);
      return;
    }
    if (kind === "flip-request") flip(sent);
    const { method, url: path, headers } = asked;
    const onward = request({ host: target.hostname, port: target.port, method, path, headers });
    onward.end(sent);
    const [reply] = (await once(onward, "response")) as [IncomingMessage];
    const body = await buffer(reply);
    if (kind === "lose-reply") {
      asked.socket.destroy();
      return;
    }
    if (kind === "flip-reply") flip(body);
    const changed = { ...reply.headers };
    if (kind === "wrong-etag" && "etag" in changed) changed.etag = '"00000000000000000000000000000000"';
    if (kind === "wrong-length" && body.length > 0) changed["content-length"] = String(body.length + 10);
    if (kind === "short-length" && body.length > 0) {
      changed["content-length"] = String(body.length >> 1);
      delete changed["transfer-encoding"];
    }
    answer.writeHead(reply.statusCode ?? 500, changed);
    if (kind === "cut-body") answer.write(body.subarray(0, body.length >> 1), () => asked.socket.destroy());
    else if (kind === "short-length") answer.end(body.subarray(0, body.length >> 1));
    else if (kind === "wrong-length") answer.write(body, () => asked.socket.destroy());
    else answer.end(body);
  };
  const server = createServer((asked, answer) => {
    seen++;
    pass(asked, answer).catch(() => asked.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("A listening server has a port.");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    seen: () => seen,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function flip(bytes: Buffer): void {
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
}
