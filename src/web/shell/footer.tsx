import { isExported } from "../api/exported.ts";
import type { Status } from "../api/contract.ts";

/** Where the numbers come from, for whoever wants to check them. */
export function Footer({ status }: { status: Status }) {
  return (
    <footer className="footer">
      <p>
        {isExported()
          ? "A copy: every figure is an answer of Tidemark, kept as a file; this page computes none. Check one: "
          : "Every figure is the server's answer to a question; this page computes none. Check one: "}
        <code>tidemark query mau</code>
      </p>
      <p>Generation {status.generation}</p>
    </footer>
  );
}
