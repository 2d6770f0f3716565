import { expect, it } from "vitest";
import { Flag } from "../../src/commands/command.ts";
import { plainSpec } from "../../src/commands/plain-spec.ts";
import { Call, NEVER, Phase } from "../../src/connection/call.ts";
import { leaveBehind } from "../../src/connection/leave-behind.ts";
import type { Passage } from "../../src/connection/passage.ts";
import { RingQueue } from "../../src/connection/ring-queue.ts";

const NOBODY = { fulfil: () => undefined, reject: () => undefined };

function call(name: string, flags: number, phase: number): Call {
  const made = new Call(plainSpec(name, flags), [], 4, NEVER, false, NOBODY);
  made.phase = phase;
  return made;
}

function queueOf(calls: readonly Call[]): RingQueue<Call> {
  const queue = new RingQueue<Call>();
  for (const each of calls) queue.push(each);
  return queue;
}

it("what can be sent again leaves its place to nobody; writes that may have run stay, as does the first", () => {
  const first = call("GET", Flag.READONLY, Phase.WRITTEN);
  const read = call("GET", Flag.READONLY, Phase.WRITTEN);
  const write = call("SET", Flag.WRITE, Phase.WRITTEN);
  const settled = call("GET", Flag.READONLY, Phase.SETTLED);
  const unwritten = call("SET", Flag.WRITE, Phase.WAITING);
  const inFlight = queueOf([first, read, write, settled]);
  const waiting = queueOf([unwritten, call("SET", Flag.WRITE, Phase.SETTLED)]);
  expect(leaveBehind(inFlight, waiting)).toEqual([read, unwritten]);
  const left = [...inFlight];
  expect(left).toHaveLength(4);
  expect([left[0], left[2], left[3]]).toEqual([first, write, settled]);
  expect(left[1]).not.toBe(read);
  expect(left[1]).toMatchObject({ phase: Phase.SETTLED, mode: 4 });
  expect(waiting.length).toBe(0);
});

it("whoever sent a write that stays is told, so that nothing of theirs overtakes it", () => {
  const write = call("SET", Flag.WRITE, Phase.WRITTEN);
  let told = 0;
  write.passage = passageOf("somebody", () => told++);
  leaveBehind(queueOf([call("GET", Flag.READONLY, Phase.WRITTEN), write]), queueOf([]));
  expect(told).toBe(1);
});

it("what comes behind its sender's own large reply gets connections of its own", () => {
  const [first, own, other] = ["reader", "reader", "somebody"].map((sender) => {
    const read = call("GET", Flag.READONLY, Phase.WRITTEN);
    read.passage = passageOf(sender, () => undefined);
    return read;
  });
  expect(leaveBehind(queueOf([first!, own!, other!]), queueOf([]))).toEqual([own, other]);
  expect([own!.blocking, other!.blocking]).toEqual([true, false]);
});

function passageOf(sender: string, strayed: () => void): Passage {
  return {
    bytes: Buffer.alloc(0),
    from: 0,
    to: 0,
    sender,
    begun: false,
    overtaken: false,
    take: () => undefined,
    stray: () => {
      strayed();
      return true;
    },
  };
}
