import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureTool, LOOPBACK } from "fairlead-harness";
import { Redis } from "ioredis";

/** What one client did that knows nothing of clusters. */
export interface PlainWork {
  readonly name: string;
  readonly operations: number;
  /** Replies that were not what had just been written. */
  readonly wrong: number;
  /** What it was told in place of replies. */
  readonly errors: readonly string[];
  /** The longest that it waited for a reply. */
  readonly longestMs: number;
  /** The last command was replied to. */
  readonly goesOn: boolean;
}

interface PlainClient {
  readonly name: string;
  /** Sets a key and gets it, in one piece: no fail-over comes between. */
  setAndGet(key: string, value: string): Promise<unknown>;
  close(): void;
}

const KEYS = 50;
const PAUSE_MS = 1;
const SET_AND_GET = "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])";

/** Has redis-cli and ioredis at work at one address until told to stop. They give their work then. */
export async function plainClientsAt(port: number): Promise<() => Promise<PlainWork[]>> {
  const clients = [await redisCli(port), ioredis(port)];
  const stopping = new AbortController();
  const work = Promise.all(clients.map((client) => workUntil(stopping.signal, client)));
  return () => {
    stopping.abort();
    return work;
  };
}

/** Whether a client was told nothing wrong, and serves again. */
export function isFine({ wrong, goesOn }: PlainWork): boolean {
  return wrong === 0 && goesOn;
}

async function workUntil(stopped: AbortSignal, client: PlainClient): Promise<PlainWork> {
  let [operations, wrong, longestMs] = [0, 0, 0];
  let goesOn = false;
  const errors: string[] = [];
  for (let n = 0; !stopped.aborted; n++) {
    const value = `value-${n}`;
    const sentAt = performance.now();
    goesOn = false;
    try {
      if ((await client.setAndGet(`plain:${client.name}:${n % KEYS}`, value)) !== value) wrong++;
      operations++;
      goesOn = true;
    } catch (error) {
      errors.push(error instanceof Error ? error.message : String(error));
    }
    longestMs = Math.max(longestMs, performance.now() - sentAt);
    await sleep(PAUSE_MS);
  }
  client.close();
  return { name: client.name, operations, wrong, errors, longestMs, goesOn };
}

function ioredis(port: number): PlainClient {
  const redis = new Redis(port, LOOPBACK);
  redis.on("error", () => undefined);
  return {
    name: "ioredis",
    async setAndGet(key, value) {
      const replies = await redis.multi().set(key, value).get(key).exec();
      return replies?.[1]?.[1];
    },
    close: () => redis.disconnect(),
  };
}

/** Types lines, and reads what comes. */
async function redisCli(port: number): Promise<PlainClient> {
  const child = spawn(await ensureTool("redis-cli"), ["-p", String(port)], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  await once(child, "spawn");
  child.stdin.on("error", () => undefined); // it has ended, and its lines too
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    name: "redis-cli",
    async setAndGet(key, value) {
      child.stdin.write(`EVAL "${SET_AND_GET}" 1 ${key} ${value}\n`);
      let line = await lines.next();
      while (line.value === "") line = await lines.next(); // it ends errors with an empty line
      if (line.done) throw new Error("redis-cli has ended");
      if (line.value.startsWith("value-")) return line.value;
      throw new Error(line.value);
    },
    close: () => child.stdin.end(),
  };
}
