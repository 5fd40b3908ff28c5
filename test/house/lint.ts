import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "./repository.ts";

/** One finding of the linter: the rule's id and what it says. */
export interface Finding {
  readonly rule: string;
  readonly message: string;
}

/** Findings by path, in the order of the linter's report; a clean file has none. */
export type Findings = ReadonlyMap<string, readonly Finding[]>;

/**
 * What the project's own linter, with the project's own settings, finds in a tree that holds `files` (text by path) and
 * nothing else.
 */
export function lint(files: Readonly<Record<string, string>>): Findings {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-lint-"));
  try {
    for (const path of [".oxlintrc.json", "tsconfig.json", "package.json", "scripts/lint"]) {
      cpSync(join(root, path), join(folder, path), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return runOxlint(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Diagnostic {
  readonly code?: string;
  readonly filename: string;
  readonly message: string;
}

function runOxlint(folder: string): Findings {
  const oxlint = join(root, "node_modules/.bin/oxlint");
  const { stdout, stderr } = spawnSync(oxlint, ["--format=json", "src"], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (!stdout.startsWith("{")) throw new Error(`oxlint did not run: ${stdout}${stderr}`);
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Diagnostic[] };
  const found = new Map<string, Finding[]>();
  for (const { code, filename, message } of diagnostics) {
    const findings = found.get(filename) ?? [];
    findings.push({ rule: code ?? "syntax", message });
    found.set(filename, findings);
  }
  return found;
}
