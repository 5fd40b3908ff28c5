/**
 * ClickHouse's HTTP interface, answered by the real engine inside this process (`chdb`, from the nested package).
 * Usage: node clickhouse-server.mjs FOLDER USER PASSWORD. Prints the port it listens on. What the interface does and the
 * engine's library does not: users, parameters in the address, and bodies that are to be inserted.
 */
import { createWriteStream } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

const require = createRequire(new URL("../engines/package.json", import.meta.url));
const { Session } = require("chdb");
const [folder = "", user = "default", password = ""] = process.argv.slice(2);
const incoming = join(folder, "incoming");
await mkdir(incoming, { recursive: true });
const session = new Session(join(folder, "data"));

const own = new Set(["query", "query_id", "session_id", "database", "default_format", "wait_end_of_query", "role"]);
const isInsertOfBody = /^\s*insert\s+into\s+(.+?)\s+format\s+(\w+)\s*$/is;
let queue = Promise.resolve();
let bodies = 0;

/** Requests are answered one after the other: the library runs one query at a time. */
function inTurn(work) {
  const result = queue.then(work);
  queue = result.catch(() => {});
  return result;
}

/** A parameter as the address carries it: escaped like a tab-separated value. */
function unescaped(text) {
  if (text === "\\N") return null;
  const named = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f", 0: "\0" };
  return text.replaceAll(/\\(.)/gs, (_, letter) => named[letter] ?? letter);
}

function withSettings(query, parameters) {
  const settings = [...parameters]
    .filter(([name]) => !own.has(name) && !name.startsWith("param_"))
    .map(([name, value]) => `${name} = ${/^\d+$/.test(value) ? value : `'${value.replaceAll("'", "\\'")}'`}`);
  return settings.length === 0 || !/^\s*(select|with|insert)\b/i.test(query)
    ? query
    : `${query}\nsettings ${settings.join(", ")}`;
}

async function answer(request, response) {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname === "/ping") return void response.end("Ok.\n");
  if (!isKnown(request.headers))
    return fail(response, "Code: 516. DB::Exception: Authentication failed. (AUTHENTICATION_FAILED)", 403);
  const parameters = url.searchParams;
  const given = Object.fromEntries(
    [...parameters]
      .filter(([name]) => name.startsWith("param_"))
      .map(([name, value]) => [name.slice("param_".length), unescaped(value)]),
  );
  const inAddress = parameters.get("query");
  const insert = inAddress === null ? null : isInsertOfBody.exec(inAddress);
  const path = join(incoming, `${++bodies}`);
  try {
    let query = inAddress ?? "";
    if (insert === null) query += await textOf(request);
    else {
      await pipeline(request, createWriteStream(path));
      const from = /\binput\(/i.test(insert[1]) ? insert[1] : `${insert[1]} select * from input()`;
      const file = `file('${path}', '${insert[2]}'`;
      query = `insert into ${from.replace("input()", `${file})`).replace("input(", `${file}, `)}`;
    }
    const body = await inTurn(async () => {
      session.query(`use "${(parameters.get("database") ?? "default").replaceAll('"', "")}"`);
      // The structure of a line of JSON is that of the table, not what it looks like.
      if (insert?.[2] === "JSONEachRow") {
        await session.insert({ table: insert[1].replaceAll('"', ""), values: await readFile(path), format: insert[2] });
        return Buffer.alloc(0);
      }
      const wanted = /\bformat\s+(\w+)\s*;?\s*$/i.exec(query);
      const bare = wanted === null || insert !== null ? query : query.slice(0, wanted.index);
      const format = wanted?.[1] ?? parameters.get("default_format") ?? "TabSeparated";
      const result = await session.queryBindAsync(withSettings(bare, parameters), given, { format });
      return result.bytes();
    });
    response.setHeader("x-clickhouse-query-id", parameters.get("query_id") ?? "");
    response.end(Buffer.from(body));
  } catch (error) {
    fail(response, error instanceof Error ? error.message : String(error), 500);
  } finally {
    await rm(path, { force: true });
  }
}

function isKnown(headers) {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? "");
  const [name = "", ...rest] = basic === null ? [] : Buffer.from(basic[1], "base64").toString().split(":");
  return (
    (headers["x-clickhouse-user"] ?? name) === user && (headers["x-clickhouse-key"] ?? rest.join(":")) === password
  );
}

function fail(response, message, status) {
  const code = /Code: (\d+)/.exec(message)?.[1] ?? "1002";
  response.writeHead(status, { "x-clickhouse-exception-code": code, "content-type": "text/plain" });
  response.end(message.startsWith("Code:") ? message : `Code: ${code}. DB::Exception: ${message}`);
}

async function textOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

// Parameters travel in the address, of which ClickHouse takes a megabyte (http_max_uri_size) and Node 16 kB.
const server = createServer({ maxHeaderSize: 1_048_576 }, (request, response) => void answer(request, response));
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
process.on("SIGTERM", () => process.exit(0));
