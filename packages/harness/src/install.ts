import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";

const SOURCES = "/etc/apt/sources.list.d";

/**
 * Installs `redis` or `valkey` by apt-get. On Debian 12, valkey comes from backports, which are added to
 * apt's sources if need be. Starts no service.
 * @throws {Error} one sentence that says what to install by hand.
 */
export async function install(name: string): Promise<void> {
  const advice = `install ${name}-server, or name one by FAIRLEAD_${name.toUpperCase()}_SERVER`;
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) {
    throw new Error(
      `${name}-server isn't on the PATH, and only root on Debian can have it installed: ${advice}`,
    );
  }
  process.stderr.write(`harness: installing ${name}-server from the system's packages\n`);
  // The tools' package has the server's own program in it (as redis-check-rdb: what it does depends on the name it
  // is called by), and unlike the server's package it brings no service that would start and take port 6379.
  const tools = `${name}-tools`;
  try {
    await aptGet("update").catch(() => {}); // one broken source among several is no reason to give up
    if (!(await isOffered(tools)) && addBackports()) await aptGet("update");
    await aptGet("install", "--yes", "--no-install-recommends", tools);
  } catch (error) {
    throw new Error(`${name}-server could not be installed: ${advice}`, { cause: error });
  }
  const server = `/usr/local/bin/${name}-server`;
  if (existsSync(server)) return;
  rmSync(server, { force: true }); // a link to nothing
  symlinkSync(`/usr/bin/${name}-check-rdb`, server);
}

async function aptGet(...args: readonly string[]): Promise<void> {
  // apt-get itself waits for no other apt-get that updates the lists.
  await promisify(execFile)(
    "flock",
    ["/run/lock/fairlead-apt", "apt-get", "-o", "DPkg::Lock::Timeout=120", ...args],
    {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      maxBuffer: 16 << 20,
    },
  );
}

async function isOffered(packageName: string): Promise<boolean> {
  const { stdout } = await promisify(execFile)("apt-cache", ["policy", packageName]);
  return /Candidate: \d/.test(stdout);
}

/**
 * Adds Debian 12's backports, from the mirror apt uses already. False if this isn't Debian 12 or has no
 * mirror.
 */
function addBackports(): boolean {
  if (!readFileSync("/etc/os-release", "utf8").includes("VERSION_CODENAME=bookworm")) return false;
  const mirror = aptSources().match(/https?:\/\/\S+\/debian\/?(?=\s)/)?.[0];
  if (mirror === undefined) return false;
  const keys = "/usr/share/keyrings/debian-archive-keyring.gpg";
  const line = `deb [signed-by=${keys}] ${mirror} bookworm-backports main\n`;
  writeFileSync(`${SOURCES}/bookworm-backports.list`, line);
  return true;
}

/** All of apt's source files in one text. */
function aptSources(): string {
  const files = readdirSync(SOURCES).map((name) => `${SOURCES}/${name}`);
  return [...files, "/etc/apt/sources.list"]
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
}
