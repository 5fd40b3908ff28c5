import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A line to a server that passes everything on, and breaks for good after so many bytes of what is sent. */
export interface CutOff {
  readonly port: number;
  /** Bytes that were sent to the server so far. */
  readonly sent: () => number;
  /** Break every connection, and refuse new ones, once `bytes` more have been sent. */
  readonly breakAfter: (bytes: number) => void;
  readonly stop: () => Promise<void>;
}

/** Stand between clients and the server at `port` of the loopback address. */
export async function startCutOff(port: number): Promise<CutOff> {
  const sockets = new Set<Socket>();
  let sent = 0;
  let limit = Infinity;
  const server = createServer((client) => {
    if (sent >= limit) return void client.destroy();
    const onward = connect(port, "127.0.0.1");
    for (const socket of [client, onward]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
    }
    client.on("data", (part: Buffer) => {
      sent += part.length;
      if (sent < limit) return void onward.write(part);
      onward.write(part.subarray(0, Math.max(0, part.length - (sent - limit))));
      for (const socket of sockets) socket.destroy();
    });
    client.on("end", () => onward.end());
    onward.pipe(client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("A listening server has a port.");
  return {
    port: address.port,
    sent: () => sent,
    breakAfter: (bytes) => {
      limit = sent + bytes;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
