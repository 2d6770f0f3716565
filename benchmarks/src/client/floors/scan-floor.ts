import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { mixedOps } from "../../data.ts";
import type { Drive, Phase } from "../../phase.ts";
import { ReplyCounter } from "../../servers/count-replies.ts";
import type { Shape } from "../loads/mixed.ts";
import { entry, type Target } from "../target.ts";
import { Prepared } from "./prepared.ts";

/** What the socket itself costs: ready-made bytes are written, and replies counted. No promise, no string, no queue. */
export async function scanFloor(target: Target, shape: Shape): Promise<Drive> {
  const floor = new ScanFloor(shape);
  await floor.open(target);
  return (phase) => floor.run(phase);
}

class ScanFloor {
  readonly #prepared = new Prepared(mixedOps());
  readonly #counter = new ReplyCounter();
  /** Operations under way at the most. */
  readonly #width: number;
  /** Wait until nothing is under way, and then send the whole width again. */
  readonly #inStep: boolean;
  #socket: Socket | undefined;
  #phase: Phase | undefined;
  #underWay = 0;
  #done: (() => void) | undefined;
  #fail: ((error: Error) => void) | undefined;
  /** When the operation was sent that the latency is taken of; the replies to come up to and including its own. */
  #sentMs = 0;
  #untilSample = 0;

  constructor(shape: Shape) {
    this.#width = shape.kind === "loops" ? shape.count : shape.size;
    this.#inStep = shape.kind !== "loops";
  }

  async open(target: Target): Promise<void> {
    const chunk = Buffer.alloc(64 * 1024);
    const socket = connect({
      ...entry(target),
      noDelay: true,
      onread: {
        buffer: chunk,
        callback: (length) => {
          this.#read(chunk, length);
          return true;
        },
      },
    });
    this.#socket = socket;
    await once(socket, "connect");
    socket.on("error", (error) => this.#fail?.(error));
  }

  run(phase: Phase): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#phase = phase;
      this.#done = resolve;
      this.#fail = reject;
      this.#untilSample = 0;
      this.#send(this.#width);
    });
  }

  #send(count: number): void {
    this.#prepared.write(this.#socket!, count);
    this.#underWay += count;
    if (this.#untilSample > 0) return;
    this.#untilSample = this.#underWay;
    this.#sentMs = performance.now();
  }

  #read(chunk: Buffer, length: number): void {
    const phase = this.#phase!;
    const replies = this.#counter.count(chunk, length);
    this.#underWay -= replies;
    phase.operations += replies;
    this.#takeSample(phase, replies);
    if (!phase.running) {
      if (this.#underWay === 0) this.#done!();
    } else if (!this.#inStep) {
      if (replies > 0) this.#send(replies);
    } else if (this.#underWay === 0) {
      this.#send(this.#width);
    }
  }

  #takeSample(phase: Phase, replies: number): void {
    if (this.#untilSample === 0) return;
    this.#untilSample -= replies;
    if (this.#untilSample > 0) return;
    this.#untilSample = 0;
    phase.sample(performance.now() - this.#sentMs);
  }
}
