import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RingQueue } from "../../src/connection/ring-queue.ts";

describe("a ring queue", () => {
  it("behaves as an array, whatever is pushed and shifted", () => {
    const operations = fc.array(fc.constantFrom("push", "push", "shift", "drain"), { maxLength: 500 });
    fc.assert(
      fc.property(operations, (list) => {
        const queue = new RingQueue<{ at: number }>();
        let model: { at: number }[] = [];
        list.forEach((operation, at) => {
          if (operation === "push") {
            const call = { at };
            queue.push(call);
            model.push(call);
          } else if (operation === "shift") {
            expect(queue.shift()).toBe(model.shift());
          } else {
            expect(queue.drain()).toEqual(model);
            model = [];
          }
          expect(queue.length).toBe(model.length);
          expect(queue.first).toBe(model[0]);
          expect([...queue]).toEqual(model);
        });
      }),
    );
  });
});
