import fc from "fast-check";
import { expect, it } from "vitest";
import type { ClientSocket } from "../../src/session/client-socket.ts";
import { Outbox } from "../../src/session/outbox.ts";

/** Holds the memory it is given, as a socket does whose client reads late, and looks at it only once it is taken. */
class LateSocket {
  taken = "";
  private readonly held: {
    readonly bytes: Buffer;
    readonly done: ((error?: Error | null) => void) | undefined;
  }[] = [];

  get writableLength(): number {
    return this.held.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  write(bytes: Buffer, done?: (error?: Error | null) => void): boolean {
    this.held.push({ bytes, done });
    return false;
  }

  take(count: number): void {
    for (const { bytes, done } of this.held.splice(0, count)) {
      this.taken += bytes.toString("latin1");
      done?.();
    }
  }
}

/** All outboxes have their blocks from the same place: what one is through with another may write over. */
it("writes what it was given, whatever becomes of the memory, and whenever the clients take it", () => {
  const size = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 600 * 1024 }));
  const step = fc.oneof(
    fc.record({ kind: fc.constant("append" as const), box: fc.nat(2), size }),
    fc.record({ kind: fc.constant("flush" as const), box: fc.nat(2) }),
    fc.record({ kind: fc.constant("take" as const), box: fc.nat(2), count: fc.integer({ min: 1, max: 4 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const sockets = [new LateSocket(), new LateSocket(), new LateSocket()];
      const outboxes = sockets.map((socket) => new Outbox(socket as unknown as ClientSocket));
      const given = ["", "", ""];
      const memory = Buffer.alloc(600 * 1024);
      steps.forEach((each, at) => {
        const outbox = outboxes[each.box]!;
        if (each.kind === "flush") outbox.flush();
        else if (each.kind === "take") sockets[each.box]!.take(each.count);
        else {
          const letter = String.fromCharCode(0x21 + at);
          memory.fill(letter, 0, each.size);
          outbox.append(memory, 0, each.size);
          given[each.box] += letter.repeat(each.size);
        }
      });
      for (const outbox of outboxes) outbox.flush();
      for (const socket of sockets) socket.take(Number.POSITIVE_INFINITY);
      expect(sockets.every(({ taken }, at) => taken === given[at])).toBe(true);
    }),
    { numRuns: 100 },
  );
});

it("copies a large piece into memory that was used before, once that is taken", () => {
  const socket = new LateSocket();
  const outbox = new Outbox(socket as unknown as ClientSocket);
  const memories: ArrayBufferLike[] = [];
  socket.write = new Proxy(socket.write, {
    apply: (write, self, args: Parameters<LateSocket["write"]>) => {
      memories.push(args[0].buffer);
      return Reflect.apply(write, self, args) as boolean;
    },
  });
  const piece = Buffer.alloc(200 * 1024);
  outbox.append(piece, 0, piece.length);
  outbox.append(piece, 0, piece.length);
  socket.take(2);
  outbox.append(piece, 0, piece.length);
  expect(memories[0]).not.toBe(memories[1]);
  expect(memories.slice(0, 2)).toContain(memories[2]);
});
