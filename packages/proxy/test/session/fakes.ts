import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import type { Effect, Sending } from "fairlead-session";
import type { Dialogue, Ending } from "../../src/session/dialogue.ts";
import { SessionLoop } from "../../src/session/session-loop.ts";
import { Slot } from "../../src/session/slot.ts";

/** A socket that keeps what is written, and takes it when told. */
class FakeSocket extends EventEmitter {
  written = "";
  taken = true;
  backlog = 0;
  paused = false;

  write(bytes: Buffer): boolean {
    this.written += bytes.toString();
    if (!this.taken) this.backlog += bytes.length;
    return this.taken;
  }

  get writableLength(): number {
    return this.backlog;
  }

  drainNow(): void {
    this.backlog = 0;
    this.taken = true;
    this.emit("drain");
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  destroy(): void {}

  end(): void {}

  setTimeout(): void {}
}

export class Request extends Slot {
  readonly id: number;
  readonly asks: Effect;

  changes = false;
  /** What it changes or reads. */
  key = "";

  meets(other: Slot): boolean {
    return other instanceof Request && other.key === this.key && (this.changes || other.changes);
  }

  constructor(id: number, asks: Effect) {
    super();
    this.id = id;
    this.asks = asks;
  }
}

/** Keeps what is sent until the test replies to it. */
export class Recorder implements Dialogue<Request> {
  readonly sent: { readonly request: Request; readonly sending: Sending }[] = [];
  readonly log: string[] = [];

  read(): void {}

  classify(request: Request): Effect {
    return request.asks;
  }

  perform(request: Request, sending: Sending): void {
    this.log.push(`${sending.kind} ${request.id}`);
    this.sent.push({ request, sending });
  }

  answer(request: Request): void {
    request.reply(Buffer.from(`[${request.id}]`));
  }

  refuse(request: Request, reason: string): void {
    request.reply(Buffer.from(`[${reason} ${request.id}]`), "refused");
  }

  quit(request: Request): void {
    request.reply(Buffer.from("[bye]"));
  }

  release(): void {
    this.log.push("release");
  }

  end(why: Ending): void {
    this.log.push(`end ${why}`);
  }
}

export function setUp(limits = { maxPipelined: 1000, maxBufferedBytes: 10_000 }) {
  const socket = new FakeSocket();
  const flushes: { flush(): void }[] = [];
  const turn = { now: 0, open: () => undefined, add: (target: { flush(): void }) => flushes.push(target) };
  const recorder = new Recorder();
  const ends: Ending[] = [];
  const loop = new SessionLoop<Request>(
    socket as unknown as Socket,
    "hybrid",
    limits,
    turn,
    () => recorder,
    (why) => ends.push(why),
  );
  const flush = (): void => {
    for (const target of flushes.splice(0)) target.flush();
  };
  const take = (id: number, asks: Effect = { kind: "forward" }): Request => {
    const request = new Request(id, asks);
    loop.take(request);
    return request;
  };
  return { socket, loop, recorder, ends, flush, take, turn };
}
