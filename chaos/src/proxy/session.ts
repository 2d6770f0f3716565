import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../random.ts";
import type { Home } from "./home.ts";
import { Channels } from "./model/channels.ts";
import type { Entry } from "./model/holding.ts";
import { type Judge, type Outcome, UNKNOWN, UNRUN } from "./model/outcome.ts";
import { type Frame, shown } from "./wire/frame.ts";
import { type Arg, type Awaited, Line, type LineOwner } from "./wire/line.ts";
import type { World } from "./world.ts";

/** How a command's outcome is told. */
export interface Telling {
  /** Keys that the judge judges: the servers may have lost what was written to them. */
  readonly entries?: readonly Entry[];
  /** Errors that the command asks for: they are replies like others. */
  readonly provoked?: RegExp;
  /** What became of it if the connection is gone without a reply. Default: nobody knows. */
  readonly ifLost?: Outcome;
}

const BETWEEN_CONNECTS_MS = 50;

/** One client of the proxy: a raw connection, and what the client may count on. */
export class Session implements LineOwner {
  readonly name: string;
  readonly world: World;
  readonly random: Random;
  readonly homes: readonly Home[];
  readonly channels: Channels = new Channels();
  /** As far as replies have told. */
  protocol: 2 | 3 = 2;
  clientName: string | undefined = undefined;
  clientId: string | undefined = undefined;
  /** The proxy has a reason to end the connection. */
  mayBeEnded = false;
  /** Since when the oldest request waits. */
  waitsSinceMs = 0;
  /** Longest and latest waits for replies, of sessions that use one shard only. */
  readonly onLatency: ((ms: number) => void) | undefined;
  #line: Line | undefined = undefined;
  #connecting: Promise<void> | undefined = undefined;

  constructor(
    name: string,
    world: World,
    random: Random,
    homes: readonly Home[],
    onLatency?: (ms: number) => void,
  ) {
    this.name = name;
    this.world = world;
    this.random = random;
    this.homes = homes;
    this.onLatency = onLatency;
  }

  get line(): Line {
    if (this.#line === undefined) throw new Error(`${this.name} is not connected`);
    return this.#line;
  }

  get isConnected(): boolean {
    return this.#line?.isOver === false;
  }

  /** Connects, if it is not connected. A new connection remembers nothing. */
  connect(): Promise<void> {
    if (this.isConnected && this.#connecting === undefined) return Promise.resolve();
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #connect(): Promise<void> {
    if (this.#line !== undefined && !this.mayBeEnded) await sleep(BETWEEN_CONNECTS_MS);
    this.forget();
    this.clientId = undefined;
    this.mayBeEnded = false;
    this.#line = new Line(this.world.endpoint, this);
  }

  /** What the proxy is to have forgotten of the client, that the client forgets too. */
  forget(): void {
    this.channels.clear();
    this.protocol = 2;
    this.clientName = undefined;
    if (this.#line !== undefined) this.#line.subscribed = false;
  }

  /** Sends a command, and has its outcome judged. */
  command(args: readonly Arg[], judge: Judge, telling: Telling = {}): void {
    const sentAtMs = performance.now();
    const name = String(args[0]);
    this.expect(args, {
      answered: (frame) => {
        this.onLatency?.(performance.now() - sentAtMs);
        this.#judge(name, judge, this.outcomeOf(name, frame, telling.provoked), telling.entries);
        return false;
      },
      lost: () => this.#judge(name, judge, telling.ifLost ?? this.ifLost, telling.entries),
    });
  }

  /** Sends a command whose reply is judged frame by frame, if there is to be one. */
  expect(args: readonly Arg[], awaited?: Awaited): void {
    this.world.operations++;
    if (this.line.inFlight === 0) this.waitsSinceMs = performance.now();
    this.line.send(args, awaited);
  }

  /** What a frame says of its command. */
  outcomeOf(name: string, frame: Frame, provoked?: RegExp): Outcome {
    this.waitsSinceMs = performance.now();
    if (frame.type !== "-" || provoked?.test(frame.text) === true) return { kind: "reply", frame };
    const fate = this.world.fate(frame.text);
    if (fate !== "forbidden") return { kind: fate };
    this.violation(`${name}: an error that must not be: ${shown(frame)}`);
    return UNKNOWN;
  }

  /** What becomes of requests without a reply: a proxy that says goodbye ends all that it has begun. */
  get ifLost(): Outcome {
    return this.world.isDraining && !this.line.isByUs ? UNRUN : UNKNOWN;
  }

  /** Something is wrong with what is known of these keys. */
  complain(text: string, entries: readonly Entry[] = []): void {
    const lost = entries.filter((entry) => this.world.mayHaveLost(entry));
    if (lost.length === 0) this.violation(text);
    for (const entry of lost) {
      if (!entry.isUncertain) this.world.lostByServers++;
      entry.isUncertain = true;
    }
  }

  violation(text: string): void {
    this.world.violation(this.name, text, this.#line?.trace ?? "");
  }

  message(frame: Frame): void {
    const complaint = this.channels.judge(frame);
    if (complaint !== undefined) this.violation(complaint);
  }

  ended(byUs: boolean, insideReply: boolean): void {
    const { isDraining, isCalm } = this.world;
    const mayBe = byUs || this.mayBeEnded || (insideReply ? !isCalm : isDraining);
    if (!mayBe) this.violation("the proxy ended the connection without a reason");
  }

  #judge(name: string, judge: Judge, outcome: Outcome, entries: readonly Entry[] = []): void {
    const complaint = judge(outcome);
    if (complaint !== undefined) this.complain(`${name}: ${complaint}`, entries);
  }
}
