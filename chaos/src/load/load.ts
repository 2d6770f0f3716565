import { setTimeout as sleep } from "node:timers/promises";
import { EVERY_SHARD, type Operation } from "../history/operation.ts";
import { formatToken } from "../history/token.ts";
import { pick, type Random, wholeNumber } from "../random.ts";
import type { LoadKey } from "./keys.ts";
import { attempt, ok, settled } from "./recorder.ts";
import type { Part, Subject } from "./subject.ts";

const READERS_PER_SHARD = 3;
const WORKERS_PER_COUNTER = 2;
/** Between two operations of one worker. */
const MAX_PAUSE_MS = 40;
/** Longer than any call may take. */
const PATIENCE_MS = 20_000;

/** Block time of a pop. */
const POP_SECONDS = 0.2;
/** In place of a reply that shows that a transaction was none: no counter ever has this value. */
const IMPOSSIBLE = -1;

/** Does the next operation of one worker, and gives what is to be kept of it. */
type Work = () => Promise<readonly Operation[]>;

/**
 * Workers that use keys of a client, each one operation after another with pauses between, until they are stopped:
 * one writer for each register and list, readers, and two workers for each counter. No worker uses keys of more than
 * one shard (but the one that reads a register of each), so that none holds up another shard.
 */
export class Load {
  readonly #subject: Subject;
  readonly #keys: readonly LoadKey[];
  readonly #random: Random;
  readonly #operations: Operation[] = [];
  readonly #workers: Promise<void>[];
  #stopped = false;

  constructor(subject: Subject, keys: readonly LoadKey[], random: Random) {
    this.#subject = subject;
    this.#keys = keys;
    this.#random = random;
    const works = [...keys.flatMap((key) => this.#writers(key)), ...this.#readers(), this.#pipeliner(keys)];
    this.#workers = works.map((work) => this.#run(work));
  }

  /** How many operations have ended so far. */
  get count(): number {
    return this.#operations.length;
  }

  /** All operations that have ended so far. */
  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /**
   * Lets each worker end its operation. Resolves with all there were.
   * @throws {Error} when an operation does not end for 20 s: the client has forgotten it.
   */
  async stop(): Promise<readonly Operation[]> {
    this.#stopped = true;
    const patience = new AbortController();
    const forgotten = sleep(PATIENCE_MS, true, { signal: patience.signal }).catch(() => false);
    const isForgotten = await Promise.race([Promise.all(this.#workers).then(() => false), forgotten]);
    patience.abort();
    if (isForgotten) throw new Error(`the client left calls without any outcome for ${PATIENCE_MS} ms`);
    return this.#operations;
  }

  async #run(work: Work): Promise<void> {
    while (!this.#stopped) {
      await sleep(this.#random() * MAX_PAUSE_MS);
      this.#operations.push(...(await work()));
    }
  }

  #writers(key: LoadKey): Work[] {
    if (key.kind === "queue") return [this.#tokenWriter(key), this.#popper(key)];
    if (key.kind !== "counter") return [this.#tokenWriter(key)];
    const plain = Array.from({ length: WORKERS_PER_COUNTER }, (_, n) => this.#incrementer(key, n));
    return [...plain, this.#doubler(key), this.#watcher(key)];
  }

  #popper({ key, shard }: LoadKey): Work {
    const worker = `p-${key}`;
    return async () => [
      { kind: "pop", worker, shard, key, ...(await attempt(() => this.#subject.blpop(key, POP_SECONDS))) },
    ];
  }

  /** Increments twice in one transaction: nothing may come between. */
  #doubler({ key, shard }: LoadKey): Work {
    const worker = `d-${key}`;
    return async () => {
      const { outcome, ...times } = await attempt(() => this.#subject.incrTwice(key));
      const [first, second] = outcome.kind === "ok" ? (outcome.reply as [unknown, unknown]) : [];
      const apart = outcome.kind === "ok" && Number(second) !== Number(first) + 1;
      const outcomes =
        outcome.kind === "ok" ? [first, apart ? IMPOSSIBLE : second].map(ok) : [outcome, outcome];
      return outcomes.map((each) => ({ kind: "incr", worker, shard, key, outcome: each, ...times }));
    };
  }

  /** Increments if nobody did since it looked: then the reply is one more than what it saw. */
  #watcher({ key, shard }: LoadKey): Work {
    const worker = `t-${key}`;
    return async () => {
      const { outcome, ...times } = await attempt(() => this.#subject.incrWatched(key));
      if (outcome.kind === "failed") return [{ kind: "incr", worker, shard, key, outcome, ...times }];
      const [read, reply] = outcome.reply as [unknown, unknown];
      const told = Number(reply) === Number(read) + 1 ? reply : IMPOSSIBLE;
      return [{ kind: "incr", worker, shard, key, outcome: ok(told), ...times }];
    };
  }

  /** Increments a counter and pushes to a list of each shard by one pipeline, each part of which is an operation. */
  #pipeliner(keys: readonly LoadKey[]): Work {
    const worker = "pipeline";
    const counters = keys.filter(({ kind }) => kind === "counter");
    const lists = keys.filter(({ kind }) => kind === "list");
    let sequence = 0;
    return async () => {
      const parts = [...counters, ...lists].map(
        ({ key, kind }): Part =>
          kind === "counter"
            ? { kind: "incr", key }
            : { kind: "push", key, token: formatToken({ key, writer: worker, sequence }) },
      );
      sequence++;
      const { outcome, ...times } = await attempt(() => this.#subject.pipeline(parts));
      const outcomes =
        outcome.kind === "ok" ? (outcome.reply as PromiseSettledResult<unknown>[]).map(settled) : [];
      return parts.map((part, at) => {
        const call = {
          worker,
          shard: EVERY_SHARD,
          key: part.key,
          outcome: outcomes[at] ?? outcome,
          ...times,
        };
        return part.kind === "incr"
          ? { kind: "incr", ...call }
          : { kind: "push", token: part.token, idempotent: false, ...call };
      });
    };
  }

  #tokenWriter({ key, kind, shard, idempotent }: LoadKey): Work {
    const worker = `w-${key}`;
    let sequence = 0;
    return async () => {
      const token = formatToken({ key, writer: worker, sequence: sequence++ });
      const isSet = kind === "register";
      const entry = await attempt(() =>
        isSet ? this.#subject.set(key, token, { idempotent }) : this.#subject.rpush(key, token),
      );
      return [{ kind: isSet ? "set" : "push", worker, shard, key, token, idempotent, ...entry }];
    };
  }

  #incrementer({ key, shard }: LoadKey, n: number): Work {
    const worker = `i${n}-${key}`;
    return async () => [
      { kind: "incr", worker, shard, key, ...(await attempt(() => this.#subject.incr(key))) },
    ];
  }

  #readers(): Work[] {
    const registers = this.#keys.filter((key) => key.kind === "register");
    const shards = [...new Set(registers.map((key) => key.shard))];
    const readers = shards.flatMap((shard) => {
      const own = registers.filter((key) => key.shard === shard);
      return Array.from({ length: READERS_PER_SHARD }, (_, n) => this.#reader(`r${n}-${shard}`, own));
    });
    return [...readers, this.#wideReader("r-all", registers)];
  }

  #reader(worker: string, registers: readonly LoadKey[]): Work {
    return async () => {
      const { key, shard } = pick(this.#random, registers);
      return [{ kind: "get", worker, shard, key, ...(await attempt(() => this.#subject.get(key))) }];
    };
  }

  /** Reads several keys of all shards by one MGET, each of which becomes an operation. */
  #wideReader(worker: string, registers: readonly LoadKey[]): Work {
    return async () => {
      const count = wholeNumber(this.#random, 2, registers.length);
      const keys = Array.from({ length: count }, () => pick(this.#random, registers).key);
      const { outcome, ...times } = await attempt(() => this.#subject.mget(keys));
      return keys.map((key, index) => ({
        kind: "get",
        worker: `${worker}${index}`,
        shard: EVERY_SHARD,
        key,
        outcome: outcome.kind === "ok" ? { kind: "ok", reply: (outcome.reply as unknown[])[index] } : outcome,
        ...times,
      }));
    };
  }
}
