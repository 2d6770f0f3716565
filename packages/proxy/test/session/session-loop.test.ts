import type { Effect } from "fairlead-session";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Recorder, Request, setUp } from "./fakes.ts";

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

  it("is idle from its last reply on, however long that took", () => {
    const { loop, flush, take, turn } = setUp();
    const request = take(1);
    turn.now = 60_000;
    request.reply(Buffer.from("."));
    flush();
    expect(loop.readAt).toBe(60_000);
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
    const isOvertaken = ({ number, group }: Request) => loop.overtaken(number, group);
    expect([read, other, write].map(isOvertaken)).toEqual([true, false, false]);
    write.reply(Buffer.from("."));
    expect(isOvertaken(read)).toBe(true);
  });

  it("sends nothing again before it knows what becomes of what is behind it, nor once that has run", () => {
    const { loop, take } = setUp();
    const log: string[] = [];
    const requests = ["a", "b", "a", "a", "c"].map((key, id) => {
      const request = take(id);
      return Object.assign(request, { key, group: 7, changes: true });
    });
    const stray = (id: number) =>
      loop.stray(requests[id]!, (overtaken) => {
        log.push(`${overtaken ? "overtaken" : "again"} ${id}`);
        if (overtaken) requests[id]!.reply(Buffer.from("!"));
      });
    expect(stray(0)).toBe(false);
    requests[1]!.reply(Buffer.from("."));
    expect(stray(2)).toBe(false);
    expect(log).toEqual([]);
    requests[3]!.write(Buffer.from("half a reply"), 0, 4);
    expect(log).toEqual(["overtaken 0", "overtaken 2"]);
    expect(stray(4)).toBe(true);
  });

  it("sends again in order what was refused together", () => {
    const { loop, take } = setUp();
    const again: number[] = [];
    const requests = [0, 1, 2].map((id) => Object.assign(take(id), { key: "a", group: 7, changes: true }));
    const stray = (request: Request) => loop.stray(request, () => again.push(request.id));
    expect(requests.map(stray)).toEqual([false, false, false]);
    expect(again).toEqual([0]);
    for (const request of requests) request.reply(Buffer.from("."));
    expect(again).toEqual([0, 1, 2]);
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
    loop.slowDown(request, flow);
    flow.shared = false;
    loop.slowDown(request, flow);
    socket.drainNow();
    expect(calls).toEqual(["pause", "resume"]);
  });

  it("never holds up the server of the reply that all others wait for", () => {
    const { loop, take } = setUp({ maxPipelined: 10, maxBufferedBytes: 100_000_000 });
    const calls: string[] = [];
    const flowOf = (name: string) => ({
      shared: false,
      pause: () => calls.push(`pause ${name}`),
      resume: () => calls.push(`resume ${name}`),
    });
    const [first, second] = [take(1), take(2)];
    second.write(Buffer.alloc(2_000_000), 0, 2_000_000);
    // What it holds may be what the first one waits for.
    loop.slowDown(second, flowOf("second"));
    expect(calls).toEqual([]);
    first.write(Buffer.alloc(100), 0, 100);
    loop.slowDown(first, flowOf("first"));
    loop.slowDown(second, flowOf("second"));
    expect(calls).toEqual(["pause second"]);
    first.end("accepted");
    expect(calls).toEqual(["pause second", "resume second"]);
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

  it("has its last words said behind the last reply, unless it was about to end anyway", () => {
    const { loop, socket, ends, take } = setUp();
    const get = take(1);
    loop.close("drained", Buffer.from("[farewell]"));
    expect([socket.written, ends]).toEqual(["", []]);
    get.reply(Buffer.from("[1]"));
    expect([socket.written, ends]).toEqual(["[1][farewell]", ["drained"]]);

    const other = setUp();
    const quit = other.take(1);
    other.loop.close("quit");
    other.loop.close("drained", Buffer.from("[farewell]"));
    quit.reply(Buffer.from("[1]"));
    expect([other.socket.written, other.ends]).toEqual(["[1]", ["quit"]]);
  });
});
