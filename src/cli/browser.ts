import { spawn } from "node:child_process";

/** Open `url` in the person's browser; where that is not possible nothing happens, the address is printed anyway. */
export function openBrowser(url: string): void {
  const command = process.platform === "darwin" ? "open" : "xdg-open";
  const child = spawn(command, [url], { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
}
