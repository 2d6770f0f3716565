import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { LOOPBACK } from "fairlead-harness";
import { type Random, wholeNumber } from "../random.ts";
import { someRequests } from "./acts.ts";
import { Replies } from "./replies.ts";
import { Situation } from "./situation.ts";
import type { NewsWorld, SessionMode } from "./world.ts";

const RESTS_MS = 60;
const SILENT_MS = 30_000;
/** How often a session goes away with requests under way, and how often it says QUIT first. */
const VANISHES = 0.02;
const QUITS = 0.03;

interface Pending {
  readonly line: string;
  readonly sentAtMs: number;
}

/** One reader after another, each with a connection of its own: sends a few requests at a time, and judges each reply. */
export class NewsSession {
  readonly #world: NewsWorld;
  readonly #mode: SessionMode;
  readonly #name: string;
  readonly #random: Random;
  readonly ended: Promise<void>;

  constructor(world: NewsWorld, mode: SessionMode, name: string, random: Random) {
    this.#world = world;
    this.#mode = mode;
    this.#name = name;
    this.#random = random;
    this.ended = this.#run();
  }

  async #run(): Promise<void> {
    while (!this.#world.isStopping) {
      try {
        await this.#read();
      } catch (error) {
        this.#world.violation(this.#name, `it failed: ${(error as Error).message}`);
      }
      await sleep(wholeNumber(this.#random, 1, RESTS_MS));
    }
  }

  /** Uses one connection until it ends. */
  async #read(): Promise<void> {
    const door = this.#world.doors[this.#mode];
    const reading = new Reading(this.#world, { mode: this.#mode, name: this.#name, door });
    this.#world.sessions++;
    try {
      await reading.greeted();
      while (!reading.isOver && !this.#world.isStopping) {
        const vanishes = this.#random() < VANISHES;
        reading.send(someRequests(this.#random, this.#world.stock));
        if (vanishes) await sleep(wholeNumber(this.#random, 0, 5));
        if (vanishes) return;
        await reading.answered();
        if (this.#random() < QUITS) break;
        await sleep(wholeNumber(this.#random, 0, RESTS_MS));
      }
      if (!reading.isOver) await reading.quit();
    } finally {
      reading.close();
    }
  }
}

/** One connection: what was asked, and what has come. */
class Reading {
  isOver = false;
  readonly #world: NewsWorld;
  readonly #name: string;
  readonly #door: number;
  readonly #socket: Socket;
  readonly #replies = new Replies();
  readonly #situation: Situation;
  readonly #pending: Pending[] = [];
  #isMine = false;
  #heardAtMs = performance.now();
  #wake = (): void => undefined;

  constructor(world: NewsWorld, { mode, name, door }: { mode: SessionMode; name: string; door: number }) {
    this.#world = world;
    this.#name = name;
    this.#door = door;
    this.#situation = new Situation(world, mode);
    this.#socket = connect({ port: door, host: LOOPBACK, noDelay: true });
    this.#socket.on("error", () => undefined); // its end follows
    this.#socket.on("data", (chunk: Buffer) => {
      this.#heardAtMs = performance.now();
      this.#replies.add(chunk);
      this.#wake();
    });
    this.#socket.on("close", () => {
      this.isOver = true;
      this.#wake();
    });
  }

  async greeted(): Promise<void> {
    await once(this.#socket, "connect");
    const greeting = await this.#next();
    if (greeting !== undefined && !greeting.toString().startsWith("201 ")) this.#wrong("GREETING", greeting);
  }

  send(lines: readonly string[]): void {
    const sentAtMs = performance.now();
    for (const line of lines) this.#pending.push({ line, sentAtMs });
    this.#socket.write(lines.map((line) => `${line}\r\n`).join(""));
  }

  /** Until everything is answered, or the connection is over. */
  async answered(): Promise<void> {
    for (let asked = this.#pending[0]; asked !== undefined; asked = this.#pending[0]) {
      const reply = await this.#next();
      if (reply === undefined) return this.#cutOff(asked);
      if (this.#isGoodbye(reply)) return;
      this.#world.replies++;
      const verdict = await this.#situation.judge(asked.line, asked.sentAtMs, reply);
      if (verdict === "wrong") this.#wrong(asked.line, reply);
      this.#pending.shift();
    }
  }

  async quit(): Promise<void> {
    this.#socket.write("QUIT\r\n");
    const reply = await this.#next();
    if (reply !== undefined && !/^(205|400) /.test(reply.toString())) this.#wrong("QUIT", reply);
  }

  close(): void {
    this.#isMine = true;
    this.#socket.destroy();
  }

  /** The connection has ended while a reply was due. That may be in the middle of one whose provider was lost, and never else. */
  async #cutOff({ line, sentAtMs }: Pending): Promise<void> {
    const { rest } = this.#replies;
    if (this.#isMine || this.#world.leaving.has(this.#door)) return;
    if (rest.length === 0) {
      this.#world.violation(this.#name, `the session was ended before the reply to ${line}`);
      return;
    }
    if (!(await this.#situation.mayBeCutOff(line, sentAtMs, rest))) this.#wrong(`${line}, cut off`, rest);
  }

  #isGoodbye(reply: Buffer): boolean {
    return this.#world.leaving.has(this.#door) && reply.toString("latin1", 0, 4) === "400 ";
  }

  /** The next reply, or `undefined` once the connection is over. */
  async #next(): Promise<Buffer | undefined> {
    this.#heardAtMs = performance.now();
    for (;;) {
      const reply = this.#replies.next();
      if (reply !== undefined || this.isOver) return reply;
      const silence = setTimeout(() => this.#wake(), SILENT_MS);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      clearTimeout(silence);
      if (performance.now() - this.#heardAtMs < SILENT_MS) continue;
      this.#world.violation(
        this.#name,
        `nothing for ${SILENT_MS} ms; asked: ${this.#pending[0]?.line ?? "-"}`,
      );
      this.close();
      this.isOver = true;
    }
  }

  #wrong(line: string, reply: Buffer): void {
    const text = reply.toString("latin1", 0, 80).trimEnd();
    this.#world.violation(
      this.#name,
      `${line} got ${reply.length} bytes: ${JSON.stringify(text)}; ${this.#situation}`,
    );
  }
}
