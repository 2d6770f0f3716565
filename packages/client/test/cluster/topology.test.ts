import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeViews, readView, redirectTarget, type View } from "../../src/cluster/topology.ts";

const ASKED = { host: "10.0.0.9", port: 7000 };

function nodesText(epochs: Record<string, number>): string {
  return Object.entries(epochs)
    .map(([id, epoch]) => `${id} 10.0.0.1:7000@17000 master - 0 0 ${epoch} connected 0-1`)
    .join("\n");
}

function view(epochs: Record<string, number>, ...entries: [number, number, string][]): View {
  const slots = entries.map(([from, to, id]) => [from, to, [`host-${id}`, 7000, id, []]]);
  return readView(slots as never, nodesText(epochs), ASKED);
}

function ownerOf(views: View[], slot: number): string | undefined {
  const shards = mergeViews(views).shards;
  return shards.find((shard) => shard.slots.some(([from, to]) => from <= slot && slot <= to))?.primary.id;
}

describe("one node's view", () => {
  it("has shards with replicas, and takes an empty or null host for the node that was asked", () => {
    const slots = [[0, 10, ["", 7000, "a"], [null, 7001, "b"], ["?", 7002, "c"]]];
    expect(mergeViews([readView(slots, "", ASKED)]).shards).toEqual([
      {
        primary: { id: "a", address: { host: "10.0.0.9", port: 7000 } },
        replicas: [{ id: "b", address: { host: "10.0.0.9", port: 7001 } }],
        slots: [[0, 10]],
      },
    ]);
  });

  it("leaves out slots whose primary nobody can reach, and never makes a replica their owner", () => {
    expect(mergeViews([readView([[0, 10, ["?", 7000, "a"], ["h", 7001, "b"]]], "", ASKED)]).shards).toEqual(
      [],
    );
  });

  it.each([
    ["not an array"],
    [[["x", 1, []]]],
    [[[0, 99_999, ["h", 1, "a"]]]],
    [[[5, 4, ["h", 1, "a"]]]],
    [[7]],
  ])("that makes no sense is an error: %j", (slots) => {
    expect(() => readView(slots as never, "", ASKED)).toThrow(TypeError);
  });
});

describe("the views of several nodes", () => {
  it("are settled by configuration epoch: a stale node never takes a slot back", () => {
    const stale = view({ a: 1, b: 2 }, [0, 100, "a"], [101, 200, "b"]);
    const fresh = view({ c: 7, b: 2 }, [0, 100, "c"], [101, 200, "b"]);
    for (const views of [
      [stale, fresh],
      [fresh, stale],
      [stale, stale, fresh],
    ]) {
      expect(ownerOf(views, 50)).toBe("c");
      expect(ownerOf(views, 150)).toBe("b");
    }
  });

  it("are settled by majority where epochs are unknown", () => {
    const one = view({}, [0, 10, "a"]);
    const other = view({}, [0, 10, "b"]);
    expect(ownerOf([one, other, other], 3)).toBe("b");
    expect(ownerOf([other, one, one], 3)).toBe("a");
  });

  it("give a migrated slot to its new owner although the old range still covers it", () => {
    const before = view({ a: 1, b: 2 }, [0, 100, "a"], [101, 200, "b"]);
    const after = view({ a: 1, b: 9 }, [0, 99, "a"], [100, 200, "b"]);
    expect(ownerOf([before, after], 100)).toBe("b");
    expect(ownerOf([before, after], 99)).toBe("a");
  });

  it("do not depend on the order in which they arrive", () => {
    const entry = fc.tuple(fc.nat(50), fc.nat(50), fc.constantFrom("a", "b", "c"));
    const views = fc.array(
      fc.tuple(
        fc.array(entry, { maxLength: 4 }),
        fc.record({ a: fc.nat(2), b: fc.integer({ min: 3, max: 5 }), c: fc.integer({ min: 6, max: 8 }) }),
      ),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(views, (list) => {
        const made = list.map(([entries, epochs]) =>
          view(
            epochs,
            ...entries.map(([a, b, id]): [number, number, string] => [Math.min(a, b), Math.max(a, b), id]),
          ),
        );
        for (let slot = 0; slot <= 50; slot++) {
          const claims = made
            .flatMap((one) => one.claims)
            .filter((claim) => claim.from <= slot && slot <= claim.to);
          const best = Math.max(...claims.map((claim) => claim.epoch));
          const winner = claims.find((claim) => claim.epoch === best)?.primary.id;
          expect(ownerOf(made, slot)).toBe(winner);
          expect(ownerOf([...made].reverse(), slot)).toBe(winner);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("the target of a redirect", () => {
  it.each([
    ["10.0.0.1:7001", { host: "10.0.0.1", port: 7001 }],
    [":7001", { host: "10.0.0.9", port: 7001 }],
    ["[::1]:7001", { host: "::1", port: 7001 }],
    ["::1:7001", { host: "::1", port: 7001 }],
    ["node-1.example:7001", { host: "node-1.example", port: 7001 }],
    ["?:7001", undefined],
    ["nonsense", undefined],
    ["h:0", undefined],
  ])("%j", (text, address) => {
    expect(redirectTarget(text, ASKED)).toEqual(address);
  });
});
