import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { stage } from "./stage.mjs";

/** Programs the tests run against that npm cannot bring, by the Debian package that holds each. */
const programs = {
  chromium: "chromium",
  "ceph-mon": "ceph-mon",
  "ceph-osd": "ceph-osd",
  radosgw: "radosgw",
  "radosgw-admin": "radosgw",
  ceph: "ceph-common",
  xmllint: "libxml2-utils",
};

/**
 * Installs the system packages that are missing: as root, or with TIDEMARK_TEST_INSTALL=1 through sudo, and only after
 * printing them. Resolves to the names of stages that failed. Where nothing may be installed, tests that need a missing
 * program skip themselves by name.
 */
export async function installSystemPackages() {
  const missing = Object.keys(programs).filter((program) => !isOnPath(program));
  if (missing.length === 0) return [];
  const packages = [...new Set(missing.map((program) => programs[program]))];
  process.stderr.write(`Not installed: ${missing.join(", ")} (Debian packages: ${packages.join(" ")}).\n`);
  const isRoot = process.getuid?.() === 0;
  if (!isOnPath("apt-get") || !(isRoot || process.env.TIDEMARK_TEST_INSTALL === "1")) {
    process.stderr.write("The tests that need them are skipped. TIDEMARK_TEST_INSTALL=1 installs them with apt-get.\n");
    return [];
  }
  const apt = [...(isRoot ? [] : ["sudo"]), "apt-get", "-o", "DPkg::Lock::Timeout=300"];
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", ...packages]]) {
    const name = `apt-get ${args.join(" ")}`;
    if ((await stage(name, [...apt, ...args], { env })) !== 0) return [name];
  }
  return [];
}

function isOnPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
