import { execFile } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";

const SOURCES = "/etc/apt/sources.list.d";

/** Where programs go that are taken out of packages. */
const PROGRAMS = "/usr/local/bin";

/** What {@link install} knows how to get. */
export type Program = "redis-server" | "valkey-server" | Tool;

/** Programs that are no servers of Redis or Valkey. */
export type Tool =
  | "redis-benchmark"
  | "redis-cli"
  | "nutcracker"
  | "innd"
  | "leafnode"
  | "slrn"
  | "tin"
  | "nzbget";

const RECIPES: Readonly<Record<Program, () => Promise<void>>> = {
  "redis-server": () => installServer("redis"),
  "valkey-server": () => installServer("valkey"),
  "redis-benchmark": () => installPackages("redis-tools"),
  "redis-cli": () => installPackages("redis-tools"),
  nutcracker: () => unpackPrograms("nutcracker", "usr/sbin/nutcracker"),
  innd: unpackInn,
  leafnode: () => unpackPrograms("leafnode", "usr/sbin/leafnode", "usr/sbin/fetchnews"),
  slrn: () => installPackages("slrn"),
  tin: () => installPackages("tin"),
  nzbget: () => installPackages("nzbget"),
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

/** The package is a service that would start at once, and with the system: so only programs are taken out of it. */
async function unpackPrograms(name: string, ...programs: readonly string[]): Promise<void> {
  await unpack([name], (folder) => {
    for (const path of programs) copyFileSync(join(folder, path), join(PROGRAMS, basename(path)));
  });
}

/** INN is many programs with libraries of their own: all of it is kept in one folder. */
async function unpackInn(): Promise<void> {
  const home = "/usr/local/lib/fairlead-inn2";
  await unpack(["inn2", "inn2-inews"], (folder) => {
    if (existsSync(home)) return;
    const news = `${home}.${process.pid}`; // others may be looking, or doing the same: whole or not there
    cpSync(join(folder, "usr/lib/news"), news, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(news, home);
    } catch (error) {
      rmSync(news, { recursive: true });
      if (!existsSync(home)) throw error;
    }
  });
  const link = join(PROGRAMS, "innd");
  symlinkSync(join(home, "bin/innd"), `${link}.${process.pid}`);
  renameSync(`${link}.${process.pid}`, link);
}

/** Lets `take` have the files of packages, none of which is installed, and installs the libraries they need. */
async function unpack(packages: readonly string[], take: (folder: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "fairlead-unpacked-"));
  try {
    await aptGetIn(folder, "-o", "APT::Sandbox::User=root", "download", ...packages);
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".deb"))) {
      await installPackages(...(await librariesOf(join(folder, file))));
      await promisify(execFile)("dpkg-deb", ["--extract", join(folder, file), folder]);
    }
    take(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The names of the libraries a package depends on. */
async function librariesOf(file: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)("dpkg-deb", ["--field", file, "Depends"]);
  return stdout
    .split(",")
    .map((dependency) => dependency.trim().split(/[ :|(]/)[0]!)
    .filter((name) => /^lib/.test(name) && !name.endsWith("-perl"));
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
