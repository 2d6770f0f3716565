import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Address } from "../address.ts";
import { ensureTool } from "../binaries.ts";
import { reaper } from "../reaper.ts";
import { signal } from "../signal.ts";
import type { NewsLogin } from "./login.ts";

export interface DownloadOptions extends Address {
  readonly login?: NewsLogin;
  /** How many at once. Default 4. */
  readonly connections?: number;
  /** Over TLS, the certificate not being checked. Default false. */
  readonly tls?: boolean;
  /** After which it is given up. Default 30 000. */
  readonly timeoutMs?: number;
}

/** What a downloader got. */
export interface Download {
  /** By their names. Files that are not whole may be among them. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly log: string;
}

/**
 * Downloads what an NZB list names by nzbget, with a configuration of its own, in its way of running that ends when all is
 * done. It says so in its log if something was missing or corrupt.
 * @throws {Error} one sentence that says what to install; or the end of its log, when it doesn't end in time.
 */
export async function download(nzb: string, options: DownloadOptions): Promise<Download> {
  const path = await ensureTool("nzbget");
  const folder = await reaper().folder("nzbget");
  try {
    const list = join(folder, "list.nzb");
    await writeFile(list, nzb);
    const settings = Object.entries(settingsOf(folder, options)).flatMap(([name, value]) => [
      "-o",
      `${name}=${value}`,
    ]);
    const { pid, ended } = await reaper().start(path, ["-n", ...settings, list], folder);
    const timer = setTimeout(() => signal(pid, "SIGKILL"), options.timeoutMs ?? 30_000);
    const how = await reaper().wait(ended);
    clearTimeout(timer);
    const log = await readFile(join(folder, "log"), "utf8");
    if (how === "SIGKILL") throw new Error(`nzbget didn't end in time; its log ends:\n${log.slice(-1_000)}`);
    return { files: await filesIn(join(folder, "got")), log };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function settingsOf(folder: string, options: DownloadOptions): Readonly<Record<string, string | number>> {
  const { host, port, login, connections = 4, tls = false } = options;
  return {
    MainDir: folder,
    DestDir: join(folder, "got"),
    InterDir: "",
    QueueDir: join(folder, "queue"),
    TempDir: join(folder, "tmp"),
    LogFile: "",
    WriteLog: "none",
    OutputMode: "log",
    AppendCategoryDir: "no",
    CertCheck: "no",
    ArticleRetries: 1,
    ArticleInterval: 1,
    "Server1.Active": "yes",
    "Server1.Host": host,
    "Server1.Port": port,
    "Server1.Username": login?.user ?? "",
    "Server1.Password": login?.password ?? "",
    "Server1.Connections": connections,
    "Server1.Encryption": tls ? "yes" : "no",
  };
}

async function filesIn(folder: string): Promise<Map<string, Buffer>> {
  await mkdir(folder, { recursive: true });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(async ({ name, parentPath }) => [name, await readFile(join(parentPath, name))] as const);
  return new Map(await Promise.all(files));
}
