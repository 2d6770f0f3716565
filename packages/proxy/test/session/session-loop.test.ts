import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import type { Effect, Sending } from "fairlead-session";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
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

class Request extends Slot {
  readonly id: number;
  readonly asks: Effect;

  changes = false;

  constructor(id: number, asks: Effect) {
    super();
    this.id = id;
    this.asks = asks;
  }
}

/** Keeps what is sent until the test replies to it. */
class Recorder implements Dialogue<Request> {
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

function setUp(limits = { maxPipelined: 1000, maxBufferedBytes: 10_000 }) {
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
  return { socket, loop, recorder, ends, flush, take };
}

/** Replies to one of `open` in two pieces. */
function replyTo(open: Recorder["sent"], at: number, length: number, between: () => void): void {
  const [one] = open.splice(at % Math.max(open.length, 1), 1);
  if (one === undefined) return;
  const bytes = Buffer.from(`[${one.request.id}]`);
  one.request.write(bytes, 0, length);
  between();
  one.request.write(bytes, length, bytes.length);
  one.request.end("accepted");
}

const PIN: Effect = { kind: "pin", holds: ["watch"] };
const UNPIN: Effect = { kind: "unpin", holds: ["watch"] };

describe("a session", () => {
  it("lets replies out in the order of requests, in whatever order and pieces they come", () => {
    const reply = fc.record({ at: fc.nat(), pieces: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("forward", "answer"), { minLength: 1, maxLength: 12 }),
        fc.array(reply, { maxLength: 40 }),
        (kinds, replies) => {
          const { socket, recorder, flush, take } = setUp();
          for (const [id, kind] of kinds.entries()) take(id, { kind } as Effect);
          const open = [...recorder.sent];
          for (const { at, pieces } of replies)
            replyTo(open, at, pieces, at % 2 === 0 ? flush : () => undefined);
          for (const { request } of open) request.reply(Buffer.from(`[${request.id}]`));
          flush();
          expect(socket.written).toBe(kinds.map((_, id) => `[${id}]`).join(""));
        },
      ),
    );
  });

  it("waits for its shared requests before it takes a connection of its own, and for that before it shares again", () => {
    const { recorder, take } = setUp();
    const get = take(1);
    const watch = take(2, PIN);
    take(3);
    expect(recorder.log).toEqual(["share 1"]);
    get.reply(Buffer.from("."));
    expect(recorder.log).toEqual(["share 1", "acquire 2", "lease 3"]);
    watch.reply(Buffer.from("."));
    const exec = take(4, UNPIN);
    take(5);
    recorder.sent.find(({ request }) => request.id === 3)?.request.reply(Buffer.from("."));
    expect(recorder.log.slice(3)).toEqual(["lease 4"]);
    exec.reply(Buffer.from("."));
    expect(recorder.log.slice(4)).toEqual(["release", "share 5"]);
  });

  it("sends nothing new while a request goes another way, and those of one group one after the other", () => {
    const { loop, recorder, take } = setUp();
    const again: number[] = [];
    const requests = [1, 2, 3].map((id) => {
      const request = take(id);
      request.group = id === 3 ? 9 : 7;
      return request;
    });
    const stray = (request: Request) => loop.stray(request, () => again.push(request.id));
    expect(requests.map(stray)).toEqual([true, false, true]);
    take(4);
    expect(recorder.log).toEqual(["share 1", "share 2", "share 3"]);
    requests[0]!.reply(Buffer.from("."));
    expect(again).toEqual([2]);
    requests[2]!.reply(Buffer.from("."));
    expect(recorder.log).toHaveLength(3);
    requests[1]!.reply(Buffer.from("."));
    expect(recorder.log).toEqual(["share 1", "share 2", "share 3", "share 4"]);
  });

  it("knows of writes to the same group behind a request that may have run", () => {
    const { loop, take } = setUp();
    const [read, other, write] = [1, 2, 3].map((id) => take(id)) as [Request, Request, Request];
    read.group = write.group = 5;
    write.changes = other.changes = true;
    expect([read, other, write].map((each) => loop.overtaken(each))).toEqual([true, false, false]);
    write.reply(Buffer.from("."));
    expect(loop.overtaken(read)).toBe(true);
  });

  it("lets nothing into the middle of a reply", () => {
    const { socket, loop, flush, take } = setUp();
    const request = take(1);
    request.write(Buffer.from("<half"), 0, 5);
    loop.interject(Buffer.from("!"));
    flush();
    expect(socket.written).toBe("<half");
    request.write(Buffer.from(" done>"), 0, 6);
    request.end("accepted");
    flush();
    loop.interject(Buffer.from("?"));
    flush();
    expect(socket.written).toBe("<half done>!?");
  });

  it("is not read while too many of its requests await a reply", () => {
    const { socket, loop, take } = setUp({ maxPipelined: 2, maxBufferedBytes: 10_000 });
    const first = take(1);
    take(2);
    loop.read(Buffer.alloc(0), 0);
    expect(socket.paused).toBe(true);
    first.reply(Buffer.from("."));
    expect(socket.paused).toBe(false);
  });

  it("ends when it leaves too much unread, be it written or waiting for its turn", () => {
    const { socket, ends, flush, take } = setUp();
    socket.taken = false;
    take(1).reply(Buffer.alloc(6000));
    flush();
    expect(ends).toEqual([]);
    take(2).reply(Buffer.alloc(6000));
    flush();
    expect(ends).toEqual(["slow-reader"]);

    const other = setUp();
    other.take(1);
    other.take(2).reply(Buffer.alloc(10_001));
    expect(other.ends).toEqual(["slow-reader"]);
    expect(other.recorder.log.at(-1)).toBe("end slow-reader");
  });

  it("holds up the server of a reply that it reads slowly, and only while nobody else waits behind it", () => {
    const { socket, loop, flush, take } = setUp({ maxPipelined: 10, maxBufferedBytes: 100_000_000 });
    const calls: string[] = [];
    const flow = { shared: true, pause: () => calls.push("pause"), resume: () => calls.push("resume") };
    socket.taken = false;
    const request = take(1);
    request.write(Buffer.alloc(2_000_000), 0, 2_000_000);
    flush();
    loop.slowDown(flow);
    flow.shared = false;
    loop.slowDown(flow);
    socket.drainNow();
    expect(calls).toEqual(["pause", "resume"]);
  });

  it("says goodbye behind its last reply, and takes nothing more", () => {
    const { socket, ends, flush, take } = setUp();
    const request = take(1);
    take(2, { kind: "quit" });
    take(3);
    expect(ends).toEqual([]);
    request.reply(Buffer.from("[1]"));
    flush();
    expect(socket.written).toBe("[1][bye]");
    expect(ends).toEqual(["quit"]);
  });

  it("finishes what it has taken when it is to close", () => {
    const { socket, loop, ends, take } = setUp();
    const first = take(1);
    const watch = new Request(2, PIN);
    loop.take(watch);
    loop.close("drained");
    take(3);
    first.reply(Buffer.from("[1]"));
    expect(ends).toEqual([]);
    watch.reply(Buffer.from("[2]"));
    expect(socket.written).toBe("[1][2]");
    expect(ends).toEqual(["drained"]);
  });

  it("goes on without its connection, and fails nothing twice", () => {
    const { loop, recorder, take } = setUp();
    const watch = take(1, PIN);
    expect(loop.lost()).toEqual(["watch"]);
    watch.reply(Buffer.from("."), "refused");
    take(2);
    expect(recorder.log).toEqual(["acquire 1", "share 2"]);
  });
});
