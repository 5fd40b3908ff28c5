import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Root folder of the checkout. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Runs a command in the checkout's root with its output shown, and says on stderr what it does and how long it took.
 * Resolves to the exit code; a command killed by a signal counts as 1, one that cannot be started throws.
 */
export async function stage(name, command, options = {}) {
  const start = performance.now();
  process.stderr.write(`▸ ${name}\n`);
  const code = await run(command, options);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stderr.write(`${code === 0 ? "✓" : "✗"} ${name} ${seconds} s\n`);
  return code;
}

/** A stage that everything after it needs: where it fails, this process ends with its exit code. */
export async function must(name, command, options = {}) {
  const code = await stage(name, command, options);
  if (code !== 0) process.exit(code);
}

/** Runs a command with its output shown, passing on Ctrl-C and termination; resolves to the exit code. */
export function run([program, ...args], { cwd = root, env = {}, stdout = "inherit" } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["inherit", stdout, "inherit"] });
    const forward = (signal) => child.kill(signal);
    process.on("SIGINT", forward).on("SIGTERM", forward);
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("SIGINT", forward).off("SIGTERM", forward);
      resolve(code ?? 1);
    });
  });
}

/** Path of a program that an installed package brings along. */
export function binary(name) {
  return `${root}node_modules/.bin/${name}`;
}
