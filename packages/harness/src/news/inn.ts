import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, realpath, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { LOOPBACK } from "../address.ts";
import { ensureTool } from "../binaries.ts";
import { type Certificates, makeCertificates } from "../certificates.ts";
import { freePort, releasePort } from "../ports.ts";
import { reaper, type Ward } from "../reaper.ts";
import { signal } from "../signal.ts";
import { until } from "../until.ts";
import type { Article } from "./articles.ts";
import { Inetd } from "./inetd.ts";
import { INN_FOLDERS, type InnParts, innFiles } from "./inn-files.ts";
import type { NewsLogin } from "./login.ts";
import { NntpClient } from "./nntp-client.ts";

export interface InnOptions {
  readonly groups: readonly string[];
  /** Posted before the server is given out. Groups they name must exist. */
  readonly articles?: readonly Article[];
  /** Passwords by name: with any, nobody reads or posts who hasn't logged in. Default: anybody may. */
  readonly users?: Readonly<Record<string, string>>;
  /** Offer STARTTLS on `port`, and TLS at once on `tlsPort`, with these certificates, or with new ones. */
  readonly tls?: boolean | Certificates;
}

/**
 * Starts INN on 127.0.0.1 with everything of its own in a temporary folder, as the user `news`; resolves when it
 * answers. One innd keeps the articles, and there is an nnrpd for each connection of a reader.
 * @throws {Error} one sentence that says what to install; or the end of its log, when it doesn't come up.
 */
export async function startInn(options: InnOptions): Promise<Inn> {
  const programs = dirname(dirname(await realpath(await ensureTool("innd"))));
  const tls = options.tls === true ? await makeCertificates() : options.tls || undefined;
  const folder = await reaper().folder("inn");
  const users = new Map<string, string>();
  for (const [name, password] of Object.entries(options.users ?? {})) users.set(name, await crypt(password));
  const login = Object.entries(options.users ?? {}).map(([user, password]) => ({ user, password }))[0];
  const parts = { folder, programs, feedPort: await freePort(), groups: options.groups, users, tls };
  const inn = new Inn(parts, login, await freePort(), tls && (await freePort()));
  try {
    await layOut(parts);
    await inn.restart();
    for (const article of options.articles ?? []) await inn.post(article);
    return inn;
  } catch (error) {
    await inn.close();
    throw error;
  }
}

/** A running or stopped INN. See {@link startInn}. */
export class Inn implements AsyncDisposable {
  readonly host: string = LOOPBACK;
  /** For readers. */
  readonly port: number;
  /** For readers who begin with TLS. */
  readonly tlsPort: number | undefined;
  /** innd's own: IHAVE, CHECK and TAKETHIS of servers, and MODE READER. */
  readonly feedPort: number;
  readonly tls: Certificates | undefined;
  readonly #parts: InnParts;
  readonly #login: NewsLogin | undefined;
  readonly #readers: readonly Inetd[];
  #innd: Ward | undefined;

  constructor(parts: InnParts, login: NewsLogin | undefined, port: number, tlsPort: number | undefined) {
    this.port = port;
    this.tlsPort = tlsPort;
    this.feedPort = parts.feedPort;
    this.tls = parts.tls;
    this.#parts = parts;
    this.#login = login;
    const { folder } = parts;
    const plain = new Inetd(port, { ...asNews(parts, "nnrpd"), folder });
    const secure = tlsPort && new Inetd(tlsPort, { ...asNews(parts, "nnrpd", "-S"), folder });
    this.#readers = secure ? [plain, secure] : [plain];
  }

  /** Everything it has printed, and what it wrote of articles and of errors. */
  get log(): string {
    const { folder } = this.#parts;
    return ["log", "logs/errlog", "logs/news"]
      .map((name) => join(folder, name))
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path, "utf8"))
      .join("");
  }

  /**
   * Posts an article, as the first user if there are any, and gives its message-id once it can be read.
   * @throws {Error} with the server's words, when it refuses it.
   */
  async post(article: Pick<Article, "bytes" | "messageId">): Promise<string> {
    const { messageId } = article;
    await NntpClient.use(this, this.#login, async (client) => {
      await client.post(article);
      const isThere = async () => (await client.command(`STAT ${messageId}`)).startsWith("223");
      await until(isThere, { what: `${messageId} to be there` });
    });
    return messageId;
  }

  /** Ends its processes and connections at once (SIGKILL). Articles stay. */
  async kill(): Promise<void> {
    const innd = this.#innd;
    this.#innd = undefined;
    if (innd !== undefined) signal(innd.pid, "SIGKILL");
    await Promise.all(this.#readers.map((readers) => readers.kill()));
    if (innd !== undefined) await reaper().wait(innd.ended);
  }

  /** Ends it if need be, and starts it on the same ports with the same articles. Resolves when it answers. */
  async restart(): Promise<void> {
    await this.kill();
    const { path, args } = asNews(this.#parts, "innd", "-f");
    const innd = await reaper().start(path, args, this.#parts.folder);
    this.#innd = innd;
    const ended = innd.ended.then((how) => {
      throw new Error(`innd ended (${how}); its log ends:\n${this.log.slice(-500)}`);
    });
    ended.catch(() => {});
    const feed = { host: this.host, port: this.feedPort };
    const answers = until(() => NntpClient.use(feed, undefined, async () => true), {
      what: () => `innd to answer; its log ends:\n${this.log.slice(-500)}`,
    });
    await Promise.race([answers, ended]);
    for (const readers of this.#readers) await readers.listen();
  }

  /** Ends its processes and removes its files. */
  async close(): Promise<void> {
    await this.kill();
    for (const port of [this.port, this.feedPort, this.tlsPort]) if (port !== undefined) releasePort(port);
    await rm(this.#parts.folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Writes its files, for the user `news`, and makes an empty history. */
async function layOut(parts: InnParts): Promise<void> {
  const { folder } = parts;
  for (const name of INN_FOLDERS) await mkdir(join(folder, name), { recursive: true });
  for (const [name, text] of Object.entries(innFiles(parts))) await writeFile(join(folder, name), text);
  await chmod(join(folder, "etc/key.pem"), 0o600).catch(() => {}); // there is none without TLS
  await promisify(execFile)("chown", ["-R", "news:news", folder]);
  const { path, args } = asNews(parts, "makedbz", "-i", "-o", "-s", "10000");
  await promisify(execFile)(path, args);
}

/** How one of its programs is started: innd refuses to be root, and none is where it expects to be. */
function asNews({ folder, programs }: InnParts, program: string, ...args: readonly string[]) {
  const environment = [`INNCONF=${join(folder, "inn.conf")}`, `LD_LIBRARY_PATH=${programs}`];
  const user = ["setpriv", "--reuid=news", "--regid=news", "--clear-groups"];
  return { path: "/usr/bin/env", args: [...environment, ...user, join(programs, "bin", program), ...args] };
}

/** A password as crypt(3) keeps it, by SHA-512. */
async function crypt(password: string): Promise<string> {
  const { stdout } = await promisify(execFile)("openssl", ["passwd", "-6", password]);
  return stdout.trim();
}
