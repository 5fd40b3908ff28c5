import { UserError, type UserErrorCode } from "../schema/user-error.ts";
import type { Workspace } from "../workspace/open.ts";
import { namesUsers } from "./add-api.ts";
import { createAnswers } from "./answers.ts";
import { workspaceBackend } from "./backend.ts";
import { createGate } from "./gate.ts";
import { readParameters } from "./parameters.ts";
import { problemOf, Refusal } from "./problem.ts";
import { routes } from "./routes.ts";

/** What the server says to an address: an answer with 200, else a problem. */
export interface Said {
  readonly status: number;
  /** JSON. */
  readonly body: string;
}

/** What goes wrong with every question alike, and is no answer to one. */
const broken: ReadonlySet<UserErrorCode> = new Set(["unreachable", "integrity", "nothing_loaded"]);

/**
 * Answers addresses of the API (`/v1/query?metric=mau`) as the server would, without one. Rows about single users are
 * refused, whoever asks. Whatever is wrong with the workspace, and not with the question, is thrown.
 */
export function addressAnswerer(ws: Workspace): (address: string) => Promise<Said> {
  const backend = workspaceBackend(ws);
  const gate = createGate({ running: 2, waiting: Number.POSITIVE_INFINITY });
  const answers = createAnswers({ backend, gate, version: "", maxCharacters: 0, onMet: () => undefined });
  return async (address) => {
    try {
      const route = routes.find(({ path }) => path === address.split("?", 1)[0]);
      if (route === undefined) throw new Error(`No route answers ${address}.`);
      const parameters = readParameters(address, route.parameters);
      if (route.needsSession || route.isPersonal?.(parameters) === true || namesUsers(parameters)) {
        throw new Error(`${address} asks for rows about single users.`);
      }
      const found = await route.handle(parameters, { backend, answers, isWanted: () => true });
      return { status: 200, body: "body" in found && "etag" in found ? found.body : JSON.stringify(found) };
    } catch (error) {
      const isAnswer = error instanceof UserError ? !broken.has(error.code) : error instanceof Refusal;
      if (!isAnswer) throw error;
      const { problem } = problemOf(error, "");
      return { status: problem.status, body: JSON.stringify({ ...problem, requestId: null }) };
    }
  };
}
