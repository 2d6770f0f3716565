import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { topologyChange } from "../../src/events/topology-change.ts";
import type { Shard, Topology } from "../../src/index.ts";

const node = (port: number) => ({ id: "", address: { host: "h", port } });
const shard = (primary: number, replicas: number[], ...slots: [number, number][]): Shard => ({
  primary: node(primary),
  replicas: replicas.map(node),
  slots,
});
const topology = (...shards: Shard[]): Topology => ({ shards });

const anyTopology = fc
  .array(fc.integer({ min: 0, max: 16_383 }), { minLength: 1, maxLength: 4 })
  .map((starts) => {
    const sorted = [...new Set([0, ...starts])].sort((a, b) => a - b);
    return topology(
      ...sorted.map((from, at) => shard(at, [at + 100], [from, (sorted[at + 1] ?? 16_384) - 1])),
    );
  });

describe("a change of topology", () => {
  it("is none between equals, in whatever order they are told", () => {
    fc.assert(
      fc.property(anyTopology, (one) => {
        expect(topologyChange(one, { shards: [...one.shards].reverse() })).toBeUndefined();
      }),
    );
  });

  it("reads backwards as it reads forwards", () => {
    fc.assert(
      fc.property(anyTopology, anyTopology, (a, b) => {
        const [there, back] = [topologyChange(a, b), topologyChange(b, a)];
        expect(there?.added).toEqual(back?.removed);
        expect(there?.movedSlots).toEqual(back?.movedSlots);
      }),
    );
  });

  it("counts each slot that another primary serves", () => {
    const before = topology(shard(1, [], [0, 9]), shard(2, [], [10, 19]));
    const after = topology(shard(1, [], [0, 4]), shard(2, [], [5, 18]));
    expect(topologyChange(before, after)).toMatchObject({
      movedSlots: 6,
      added: [],
      removed: [],
      promoted: [],
    });
  });

  it("names the replica that took over", () => {
    const change = topologyChange(topology(shard(1, [2], [0, 9])), topology(shard(2, [1], [0, 9])));
    expect(change).toMatchObject({ promoted: ["h:2"], movedSlots: 10, added: [], removed: [] });
  });

  it("is one when a replica comes, goes, or changes its primary", () => {
    const with2 = topology(shard(1, [2], [0, 9]), shard(3, [], [10, 19]));
    const without = topology(shard(1, [], [0, 9]), shard(3, [], [10, 19]));
    const moved = topology(shard(1, [], [0, 9]), shard(3, [2], [10, 19]));
    expect(topologyChange(without, with2)).toMatchObject({ added: ["h:2"], movedSlots: 0 });
    expect(topologyChange(with2, without)).toMatchObject({ removed: ["h:2"], movedSlots: 0 });
    expect(topologyChange(with2, moved)).toMatchObject({ added: [], removed: [], movedSlots: 0 });
  });
});
