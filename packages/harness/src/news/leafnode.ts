import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { LOOPBACK } from "../address.ts";
import { ensureTool } from "../binaries.ts";
import { onFreePort, releasePort } from "../ports.ts";
import { reaper } from "../reaper.ts";
import type { Article } from "./articles.ts";
import { type FakeNntp, startFakeNntp } from "./fake-nntp.ts";
import { Inetd, type InetdProgram } from "./inetd.ts";
import { Library } from "./library.ts";
import { NntpClient } from "./nntp-client.ts";

const SPOOL = "var/spool/news";
const CONFIG = "etc/news/leafnode/config";

export interface LeafnodeOptions {
  readonly groups: readonly string[];
  /** There before the server is given out. */
  readonly articles?: readonly Article[];
}

/**
 * Starts leafnode on 127.0.0.1, as the user `news`. Its paths are compiled in, so it runs in a root folder of its own. It
 * keeps no groups of its own either, but those of the servers it fetches from: there is a library of the harness for
 * it to fetch from, and what it has was posted there.
 * @throws {Error} one sentence that says what to install.
 */
export async function startLeafnode({ groups, articles = [] }: LeafnodeOptions): Promise<Leafnode> {
  const program = await ensureTool("leafnode");
  const root = await reaper().folder("leafnode");
  const upstream = await startFakeNntp(new Library({ groups, articles }).handler);
  try {
    await layOut(root, program, groups, upstream.port);
    return await onFreePort(async (port) => {
      const leafnode = new Leafnode(root, port, upstream);
      await leafnode.fetch();
      await leafnode.restart();
      return leafnode;
    });
  } catch (error) {
    await upstream.close();
    await remove(root);
    throw error;
  }
}

/** A running or stopped leafnode. See {@link startLeafnode}. */
export class Leafnode implements AsyncDisposable {
  readonly host: string = LOOPBACK;
  readonly port: number;
  readonly #root: string;
  readonly #upstream: FakeNntp;
  readonly #readers: Inetd;

  constructor(root: string, port: number, upstream: FakeNntp) {
    this.port = port;
    this.#root = root;
    this.#upstream = upstream;
    this.#readers = new Inetd(port, inRoot(root, "leafnode"));
  }

  /** Everything it has printed. */
  get log(): string {
    return readFileSync(join(this.#root, "log"), "utf8");
  }

  /** Posts an article, and gives its message-id once it can be read. */
  async post(article: Pick<Article, "bytes" | "messageId">): Promise<string> {
    const { messageId } = article;
    await NntpClient.use(this, undefined, async (client) => {
      await client.post(article);
      await this.fetch();
      await client.command(`STAT ${messageId}`, /^223/);
    });
    return messageId;
  }

  /** Lets it send on what was posted, and get what is new: only then can a posted article be read. */
  async fetch(): Promise<void> {
    const { path, args, folder } = inRoot(this.#root, "fetchnews", "-vvv");
    const { ended } = await reaper().start(path, args, folder);
    const how = await reaper().wait(ended);
    if (how !== "code 0")
      throw new Error(`fetchnews ended (${how}); its log ends:\n${this.log.slice(-1_000)}`);
  }

  /** Ends its processes and connections at once (SIGKILL). Articles stay. */
  async kill(): Promise<void> {
    await this.#readers.kill();
  }

  /** Ends it if need be, and listens again on the same port. */
  async restart(): Promise<void> {
    await this.kill();
    await this.#readers.listen();
  }

  /** Ends its processes and removes its files. */
  async close(): Promise<void> {
    await this.kill();
    await this.#upstream.close();
    releasePort(this.port);
    await remove(this.#root);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** fetchnews leaves a child behind that may be writing still. */
function remove(root: string): Promise<void> {
  return rm(root, { recursive: true, force: true, maxRetries: 10 });
}

/** Fills its root folder: the programs with the libraries they need, its configuration, its spool. */
async function layOut(root: string, leafnode: string, groups: readonly string[], upstreamPort: number) {
  const programs = [leafnode, join(dirname(leafnode), "fetchnews")];
  for (const path of programs)
    await copyInto(root, path, `/usr/sbin/${path.slice(path.lastIndexOf("/") + 1)}`);
  const { stdout } = await promisify(execFile)("ldd", programs);
  for (const path of new Set(stdout.match(/(?<=\s)\/\S+(?= \()/g))) await copyInto(root, path, path);
  const config = [
    `server = ${LOOPBACK}`,
    `port = ${upstreamPort}`,
    "expire = 10000",
    "hostname = leafnode.fairlead.internal", // its own check takes neither .test nor .invalid
  ];
  await mkdir(join(root, dirname(CONFIG)), { recursive: true });
  await writeFile(join(root, CONFIG), `${config.join("\n")}\n`);
  await writeFile(join(root, "etc/passwd"), "news:x:9:9::/:/bin/false\n");
  await writeFile(join(root, "etc/group"), "news:x:9:\n");
  for (const name of ["leaf.node", "message.id", "out.going", "failed.postings", "temp.files"]) {
    await mkdir(join(root, SPOOL, name), { recursive: true });
  }
  // It fetches the groups somebody has read, which it sees by these files.
  await mkdir(join(root, SPOOL, "interesting.groups"));
  for (const group of groups) await writeFile(join(root, SPOOL, "interesting.groups", group), "");
  await promisify(execFile)("chown", ["-R", "news:news", join(root, "var")]);
  await promisify(execFile)("chmod", ["755", root]);
}

async function copyInto(root: string, from: string, to: string): Promise<void> {
  await mkdir(join(root, dirname(to)), { recursive: true });
  await copyFile(from, join(root, to));
}

function inRoot(root: string, program: string, ...args: readonly string[]): InetdProgram {
  const chroot = ["--userspec=news:news", root, `/usr/sbin/${program}`, ...args];
  return { path: "chroot", args: chroot, folder: root };
}
