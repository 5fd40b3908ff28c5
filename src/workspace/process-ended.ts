/** A process that was to do a part of the work ended before it had. */
export class ProcessEnded extends Error {
  override readonly name = "ProcessEnded";
  /** Whether a signal ended it; else it ended by itself, which is a defect. */
  readonly isStopped: boolean;

  /** `what` says which process and before what; it ended with exit code `code`, or by `signal`. */
  constructor(what: string, { code, signal }: { readonly code: number | null; readonly signal: string | null }) {
    super(`${what}: ${signal ?? `exit ${code}`}.`);
    this.isStopped = signal !== null;
  }
}
