import type { QuestionText } from "../metrics/question.ts";
import type { Backend } from "./backend.ts";
import { etagOf } from "./etag.ts";
import type { Gate } from "./gate.ts";

/** An answer as it goes out: its JSON and the strong tag that names it. */
export interface Sent {
  readonly body: string;
  readonly etag: string;
}

/** How a question was met: from the cache, by joining one under way, or by asking. */
export type Met = "cached" | "joined" | "asked";

/** A question of any kind (`query`, `funnel`, …), as typed, and what answers it. */
export interface Asked {
  readonly kind: string;
  readonly question: object;
  /** Whether it takes a scan for each group of people, or several: it waits for those that need none. */
  readonly isLong?: boolean;
  readonly answer: () => Promise<{ readonly generation: number; readonly question: object }>;
}

/** Answers questions, each one once per generation however many ask. */
export interface Answers {
  /** `isWanted` is looked at while the question waits in line: a client that left is not worked for. */
  ask(question: QuestionText, isWanted: () => boolean): Promise<Sent>;
  /** The same for a question of another kind. */
  meet(asked: Asked, isWanted: () => boolean): Promise<Sent>;
}

interface Flight {
  readonly answer: Promise<Sent>;
  readonly wanted: (() => boolean)[];
}

/** What `createAnswers` needs; `maxCharacters` bounds what the cache keeps, `version` is the product's. */
export interface AnswersOptions {
  readonly backend: Backend;
  readonly gate: Gate;
  readonly version: string;
  readonly maxCharacters: number;
  readonly onMet: (met: Met) => void;
}

/** Single flight and a cache keyed by generation; the least recently used answers go first. */
export function createAnswers({ backend, gate, version, maxCharacters, onMet }: AnswersOptions): Answers {
  const cache = new Map<string, Sent>();
  const flights = new Map<string, Flight>();
  let characters = 0;

  function keep(key: string, sent: Sent): void {
    cache.set(key, sent);
    characters += sent.body.length;
    for (const [oldKey, old] of cache) {
      if (characters <= maxCharacters) break;
      cache.delete(oldKey);
      characters -= old.body.length;
    }
  }

  function recall(key: string): Sent | undefined {
    const sent = cache.get(key);
    if (sent !== undefined) {
      cache.delete(key);
      cache.set(key, sent);
    }
    return sent;
  }

  function take(key: string, asked: Asked, isWanted: () => boolean): Flight {
    const wanted = [isWanted];
    const answer = gate
      .run(asked.answer, () => wanted.some((still) => still()), asked.isLong)
      .then((found) => {
        const etag = etagOf([version, String(found.generation), JSON.stringify(found.question)]);
        const sent = { body: JSON.stringify(found), etag };
        // A load may have been published while the question ran: the answer belongs to the generation that made it.
        if (key.startsWith(`${found.generation} `)) keep(key, sent);
        return sent;
      })
      .finally(() => flights.delete(key));
    const flight = { answer, wanted };
    flights.set(key, flight);
    return flight;
  }

  async function meet(asked: Asked, isWanted: () => boolean): Promise<Sent> {
    const key = `${await backend.generation()} ${asked.kind} ${keyOf(asked.question)}`;
    const known = recall(key);
    if (known !== undefined) {
      onMet("cached");
      return known;
    }
    const flight = flights.get(key);
    onMet(flight === undefined ? "asked" : "joined");
    flight?.wanted.push(isWanted);
    return (flight ?? take(key, asked, isWanted)).answer;
  }

  return {
    ask(question, isWanted) {
      const isLong = (question.by ?? []).length > 0;
      return meet({ kind: "query", question, isLong, answer: () => backend.ask(question) }, isWanted);
    },
    meet,
  };
}

/** The same text for the same question, whatever the order of its fields. */
function keyOf(question: object): string {
  return JSON.stringify(
    Object.entries(question)
      .filter(([, value]: readonly [string, unknown]) => value !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
