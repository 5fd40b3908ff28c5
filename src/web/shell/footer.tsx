import type { Status } from "../api/contract.ts";

/** Where the numbers come from, for whoever wants to check them. */
export function Footer({ status }: { status: Status }) {
  return (
    <footer className="footer">
      <p>
        Every figure is the server's answer to a question; this page computes none. Check one:{" "}
        <code>tidemark query mau</code>
      </p>
      <p>Generation {status.generation}</p>
    </footer>
  );
}
