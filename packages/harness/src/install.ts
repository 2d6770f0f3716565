import { execFile } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const SOURCES = "/etc/apt/sources.list.d";

/** What {@link install} knows how to get. */
export type Program = "redis-server" | "valkey-server" | "redis-benchmark" | "redis-cli" | "nutcracker";

const RECIPES: Readonly<Record<Program, () => Promise<void>>> = {
  "redis-server": () => installServer("redis"),
  "valkey-server": () => installServer("valkey"),
  "redis-benchmark": () => installPackages("redis-tools"),
  "redis-cli": () => installPackages("redis-tools"),
  nutcracker: unpackNutcracker,
};

/** The environment variable that names a program's path. */
export function variableOf(program: Program): string {
  return `FAIRLEAD_${program.toUpperCase().replace("-", "_")}`;
}

/**
 * Gets a program from the system's packages by apt-get. On Debian 12, valkey comes from backports, which are
 * added to apt's sources if need be. Starts no service.
 * @throws {Error} one sentence that says what to install by hand.
 */
export async function install(program: Program): Promise<void> {
  const advice = `install ${program}, or name one by ${variableOf(program)}`;
  await installAs(program, "on the PATH", advice, RECIPES[program]);
}

/**
 * Gets packages by apt-get that bring no service. `what` they are for stands in messages.
 * @throws {Error} one sentence that says what to install by hand.
 */
export async function installFor(what: string, packages: readonly string[]): Promise<void> {
  const advice = `install ${packages.join(" and ")}`;
  await installAs(what, "installed", advice, () => installPackages(...packages));
}

async function installAs(what: string, state: string, advice: string, recipe: () => Promise<void>) {
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) {
    throw new Error(`${what} isn't ${state}, and only root on Debian can have it installed: ${advice}`);
  }
  process.stderr.write(`harness: installing ${what} from the system's packages\n`);
  try {
    await aptGet("update").catch(() => {}); // one broken source among several is no reason to give up
    await recipe();
  } catch (error) {
    throw new Error(`${what} could not be installed: ${advice}`, { cause: error });
  }
}

/**
 * The tools' package has the server's own program in it (as redis-check-rdb: what it does depends on the name
 * it is called by), and unlike the server's package it brings no service that would start and take port 6379.
 */
async function installServer(name: string): Promise<void> {
  const tools = `${name}-tools`;
  if (!(await isOffered(tools)) && addBackports()) await aptGet("update");
  await installPackages(tools);
  const server = `/usr/local/bin/${name}-server`;
  if (existsSync(server)) return;
  rmSync(server, { force: true }); // a link to nothing
  symlinkSync(`/usr/bin/${name}-check-rdb`, server);
}

/** Its package is a service that would start at once, and with the system: so only the program is taken out of it. */
async function unpackNutcracker(): Promise<void> {
  await installPackages("libyaml-0-2");
  const folder = mkdtempSync(join(tmpdir(), "fairlead-nutcracker-"));
  try {
    await aptGetIn(folder, "-o", "APT::Sandbox::User=root", "download", "nutcracker");
    await promisify(execFile)("dpkg-deb", ["--extract", join(folder, readdirSync(folder)[0]!), folder]);
    copyFileSync(join(folder, "usr/sbin/nutcracker"), "/usr/local/bin/nutcracker");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function installPackages(...names: readonly string[]): Promise<void> {
  await aptGet("install", "--yes", "--no-install-recommends", ...names);
}

async function aptGet(...args: readonly string[]): Promise<void> {
  await aptGetIn("/", ...args);
}

async function aptGetIn(folder: string, ...args: readonly string[]): Promise<void> {
  // apt-get itself waits for no other apt-get that updates the lists.
  await promisify(execFile)(
    "flock",
    ["/run/lock/fairlead-apt", "apt-get", "-o", "DPkg::Lock::Timeout=120", ...args],
    {
      cwd: folder,
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
