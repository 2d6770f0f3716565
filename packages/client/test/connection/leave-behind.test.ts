import { expect, it } from "vitest";
import { Flag } from "../../src/commands/command.ts";
import { plainSpec } from "../../src/commands/plain-spec.ts";
import { Call, NEVER, Phase } from "../../src/connection/call.ts";
import { leaveBehind } from "../../src/connection/leave-behind.ts";
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
  write.passage = {
    bytes: Buffer.alloc(0),
    from: 0,
    to: 0,
    begun: false,
    overtaken: false,
    take: () => undefined,
    stray: () => {
      told++;
      return true;
    },
  };
  leaveBehind(queueOf([call("GET", Flag.READONLY, Phase.WRITTEN), write]), queueOf([]));
  expect(told).toBe(1);
});
