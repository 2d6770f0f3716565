import { readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Arg, DecodeMode, type Reply } from "fairlead-resp";
import { type Address, LOOPBACK } from "./address.ts";
import { ensureServer, locateServer, type ServerKind } from "./binaries.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { Control } from "./control.ts";
import { onFreePort, releasePort } from "./ports.ts";
import { reaper, type Ward } from "./reaper.ts";
import { ADMIN, type ConfigParts, configText, hasLogin } from "./server-config.ts";
import { signal } from "./signal.ts";
import { until } from "./until.ts";

export interface ServerOptions {
  /** Default `redis`. */
  readonly kind?: ServerKind;
  /** Default: a free one. */
  readonly port?: number;
  /** Listen on a unix socket too. */
  readonly unix?: boolean;
  /** Speak TLS only, with these certificates, or with new ones. Client certificates are optional. */
  readonly tls?: boolean | Certificates;
  /** The default user's. */
  readonly password?: string;
  /** Access rules, a user each: `app on >secret ~app:* +@read`. */
  readonly users?: readonly string[];
  /** The primary. It must have the same kind of access control as this server: some, or none. */
  readonly replicaOf?: Address;
  /** Run as a sentinel; `config` says of what: `sentinel monitor main 127.0.0.1 6379 1`. Default false. */
  readonly sentinel?: boolean;
  /** Lines of configuration that overrule the harness's own. */
  readonly config?: readonly string[];
}

/**
 * Starts a server on 127.0.0.1, and on ::1 where that exists; resolves when it answers. It keeps nothing on
 * disk and dies with this process. One that has `password` or `users` also gets a user `harness`, for the
 * harness itself.
 * @throws {Error} with the end of the server's log, when it doesn't come up: `ERR_SERVER_START`, or
 * `EADDRINUSE` when the given port is taken.
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const { kind = "redis", password, users = [], replicaOf, config = [] } = options;
  const path = locateServer(kind) ?? (await ensureServer(kind)).path;
  const tls = options.tls === true ? await makeCertificates() : options.tls || undefined;
  const folder = await reaper().folder(kind);
  const unixPath = options.unix ? join(folder, "socket") : undefined;
  const parts = { port: 0, folder, unixPath, tls, password, users, replicaOf, config };
  const server = new Server(kind, [path, ...(options.sentinel ? ["--sentinel"] : [])], parts);
  try {
    if (options.port === undefined) await onFreePort((port) => server.restart({ port }));
    else await server.restart({ port: options.port });
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}

interface Process {
  readonly ward: Ward;
  readonly control: Control;
  frozen: boolean;
}

/** A running, frozen or stopped server. See {@link startServer}. */
export class Server implements AsyncDisposable {
  readonly kind: ServerKind;
  readonly host: string = LOOPBACK;
  /** The program and its options. */
  readonly #program: readonly [path: string, ...options: string[]];
  #parts: ConfigParts;
  #process: Process | undefined;
  /** All it has had. Its neighbours may go on calling any of them. */
  readonly #ports = new Set<number>();

  constructor(kind: ServerKind, program: readonly [string, ...string[]], parts: ConfigParts) {
    this.kind = kind;
    this.#program = program;
    this.#parts = parts;
  }

  get port(): number {
    return this.#parts.port;
  }

  get unixPath(): string | undefined {
    return this.#parts.unixPath;
  }

  get tls(): Certificates | undefined {
    return this.#parts.tls;
  }

  /** With the default user's password, if it has one. */
  get url(): string {
    const { tls, password } = this.#parts;
    const login = password === undefined ? "" : `:${encodeURIComponent(password)}@`;
    return `${tls === undefined ? "redis" : "rediss"}://${login}${this.host}:${this.port}`;
  }

  /** True if it has users or a password, and so also the user `harness`. */
  get hasLogin(): boolean {
    return hasLogin(this.#parts);
  }

  get state(): "running" | "frozen" | "stopped" {
    if (this.#process === undefined) return "stopped";
    return this.#process.frozen ? "frozen" : "running";
  }

  /** @throws {Error} when it is stopped. */
  get pid(): number {
    return this.#running().ward.pid;
  }

  /** Everything it has printed since its last start. */
  get log(): string {
    return readFileSync(join(this.#parts.folder, "log"), "utf8");
  }

  /**
   * Sends a command as a user who may do anything; strings come back as text.
   * @throws {CommandError} when the reply is an error.
   * @throws {Error} when the server is stopped, or doesn't answer for 10 s.
   */
  async command(...args: readonly Arg[]): Promise<Reply> {
    return this.#running().control.command(args);
  }

  /** {@link command}, with strings as bytes. */
  async commandBytes(...args: readonly Arg[]): Promise<Reply> {
    return this.#running().control.command(args, DecodeMode.BYTES);
  }

  /** Ends the process at once (SIGKILL), and resolves when it is gone. */
  async kill(): Promise<void> {
    const { ward } = this.#process ?? {};
    if (ward === undefined) return;
    signal(ward.pid, "SIGKILL");
    await reaper().wait(ward.ended);
  }

  /**
   * Stops the process without ending it (SIGSTOP): its connections stay open, and new ones are accepted by
   * the system.
   */
  freeze(): void {
    this.#running().frozen = true;
    signal(this.pid, "SIGSTOP");
  }

  /** Lets a frozen process go on. */
  thaw(): void {
    this.#running().frozen = false;
    signal(this.pid, "SIGCONT");
  }

  /** Ends the process if need be, and starts a new one; its memory is lost. Resolves when it answers. */
  async restart({ port = this.port }: { readonly port?: number } = {}): Promise<void> {
    await this.kill();
    this.#parts = { ...this.#parts, port };
    const { folder } = this.#parts;
    const configPath = join(folder, "server.conf");
    await writeFile(configPath, configText(this.#parts));
    await writeFile(join(folder, "log"), "");
    const [path, ...options] = this.#program;
    const ward = await reaper().start(path, [configPath, ...options], folder);
    const login = this.hasLogin ? ADMIN : undefined;
    const control = new Control({ host: this.host, port, ca: this.tls?.ca, login });
    const started = { ward, control, frozen: false };
    this.#process = started;
    const ended = ward.ended.then((how) => {
      control.close();
      if (this.#process === started) this.#process = undefined;
      return how;
    });
    const how = await Promise.race([ended, this.#answers(started)]);
    if (how !== undefined) throw this.#failure(how);
    this.#ports.add(port);
  }

  /** Ends the process and removes its files. */
  async close(): Promise<void> {
    await this.kill();
    for (const port of this.#ports) releasePort(port);
    await rm(this.#parts.folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #running(): Process {
    if (this.#process === undefined) throw new Error(`the server on port ${this.port} is stopped`);
    return this.#process;
  }

  /**
   * Resolves when it is this process that answers, and not another on the same port; or when it has ended.
   */
  async #answers(started: Process): Promise<undefined> {
    const own = `process_id:${started.ward.pid}\r`;
    const answers = async () =>
      this.#process !== started || String(await started.control.command(["INFO", "server"])).includes(own);
    const what = () => `${this.#program[0]} to answer; its log ends:\n${this.#logEnd()}`;
    await until(answers, { what, intervalMs: 5 });
    return undefined;
  }

  #failure(how: string): Error {
    const log = this.#logEnd();
    const message = `${this.#program[0]} ended (${how}) before it answered; its log ends:\n${log}`;
    const code = log.includes("Address already in use") ? "EADDRINUSE" : "ERR_SERVER_START";
    return Object.assign(new Error(message), { code });
  }

  #logEnd(): string {
    return this.log.trim().split("\n").slice(-5).join("\n");
  }
}
