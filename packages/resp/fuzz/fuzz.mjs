// node packages/resp/fuzz/fuzz.mjs [--runs N] [--seed S]
// Feeds the decoder and the command reader N random inputs, one for each seed from S on. Needs a build. Exits with 1, the
// seed and the input if one of them fails, hangs, or if memory grows.
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import * as api from "fairlead-resp";
import { checkSeed, inputOf } from "./check.mjs";

const HANG_MS = 20_000;
const MAX_GROWTH_BYTES = 32 * 1024 * 1024;
/** Inputs between two signs of life, and before memory is first measured. */
const STEP = 5000;

if (isMainThread) supervise();
else work(workerData);

/** Watches over a thread that does the work, because a thread that hangs can't tell. */
function supervise() {
  const { values } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string" } } });
  const runs = Number(values.runs ?? 1_000_000);
  const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
  const current = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { runs, seed, current } });
  let last = 0;
  let lastChange = performance.now();
  const watch = setInterval(() => {
    const now = Atomics.load(current, 0);
    if (now !== last) {
      last = now;
      lastChange = performance.now();
      if (process.stdout.isTTY) process.stdout.write(`\r${now - seed} of ${runs} inputs`);
    } else if (performance.now() - lastChange > HANG_MS) fail(now, new Error("hangs"));
  }, 500);
  worker.on("error", (error) => fail(Atomics.load(current, 0), error));
  worker.on("message", (summary) => {
    clearInterval(watch);
    process.stdout.write(`${process.stdout.isTTY ? "\r" : ""}${summary}\n`);
  });
}

/**
 * @param {number} seed
 * @param {Error} error
 */
function fail(seed, error) {
  const { forReplies, bytes } = inputOf(seed);
  process.stdout.write(
    `\n${error.stack}\n${forReplies ? "replies" : "requests"}: ${bytes.toString("hex")}\n`,
  );
  process.stdout.write(`Again with: --seed ${seed} --runs 1\n`);
  process.exit(1);
}

/** @param {{ runs: number; seed: number; current: Int32Array }} job */
function work({ runs, seed, current }) {
  /** @type {Map<string, number>} */
  const outcomes = new Map();
  const started = performance.now();
  let bytesBefore = 0;
  for (let i = 0; i < runs; i++) {
    Atomics.store(current, 0, seed + i);
    const outcome = checkSeed(api, seed + i) ?? "accepted";
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (i === STEP) bytesBefore = heldBytes();
  }
  const grown = runs > STEP ? heldBytes() - bytesBefore : 0;
  if (grown > MAX_GROWTH_BYTES) throw new Error(`Memory grew by ${grown} bytes.`);
  const seconds = (performance.now() - started) / 1000;
  const counts = [...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
  parentPort?.postMessage(
    `${runs} inputs from seed ${seed} in ${seconds.toFixed(1)} s: ${counts}; memory ${(grown / 1024 / 1024).toFixed(1)} MiB`,
  );
}

/** Bytes in use once garbage is gone. */
function heldBytes() {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
