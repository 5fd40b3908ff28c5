/** What a command sees of its process: passed in, so that nothing else reads the environment or the clock. */
export interface Terminal {
  /** Data, and nothing but data. */
  readonly out: (text: string) => void;
  /** Everything else. */
  readonly say: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Columns that fit; null where nothing limits a line (a pipe, a file). */
  readonly width: number | null;
  /** A person watches the standard output. */
  readonly isInteractive: boolean;
  /** A person watches the standard error, so that progress may be drawn there. */
  readonly showsProgress: boolean;
  readonly useColor: boolean;
  /** Today's date in UTC, as days since 1970-01-01. */
  readonly today: () => number;
  /** Seconds since some fixed moment, for timing. */
  readonly seconds: () => number;
}

const msPerDay = 86_400_000;

/** The terminal of this process. A reader that closes the pipe early ends it quietly; Ctrl-C ends it with 130. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on("error", (error: NodeJS.ErrnoException) => leaveOnClosedPipe(error));
  process.on("SIGINT", interrupted);
  const columns = Number(env["COLUMNS"]);
  return {
    out: (text) => void stdout.write(text),
    say: (text) => void stderr.write(text),
    env,
    width: Number.isInteger(columns) && columns > 0 ? columns : stdout.isTTY ? stdout.columns : null,
    isInteractive: stdout.isTTY,
    showsProgress: stderr.isTTY && env["TERM"] !== "dumb",
    useColor: stdout.isTTY && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb",
    today: () => Math.floor(Date.now() / msPerDay),
    seconds: () => performance.now() / 1_000,
  };
}

/** Have Ctrl-C do `action` from now on. It comes before the others go: a signal that meets the moment without a listener would be lost. */
export function onInterrupt(action: () => void): void {
  const before = process.listeners("SIGINT");
  process.on("SIGINT", action);
  for (const listener of before) process.removeListener("SIGINT", listener);
}

/** What Ctrl-C does until a command that can stop in order takes it over. */
export function interrupted(): void {
  process.stderr.write("\nInterrupted.\n");
  process.exit(130);
}

function leaveOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}
