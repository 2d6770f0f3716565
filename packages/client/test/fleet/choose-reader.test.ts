import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseReader, type Readable } from "../../src/fleet/choose-reader.ts";

const node = fc.record({
  address: fc.record({ host: fc.constant("h"), port: fc.integer({ min: 1, max: 9 }) }),
  zone: fc.constantFrom("here", "there", undefined),
  usable: fc.boolean(),
});
const shard = fc.record({ primary: node, replicas: fc.array(node, { maxLength: 4 }), turn: fc.nat(100) });
const usable = (nodes: readonly Readable[]): Readable[] => nodes.filter((one) => one.usable);
const here = (nodes: readonly Readable[]): Readable[] => usable(nodes).filter(({ zone }) => zone === "here");

function choose(strategy: Parameters<typeof chooseReader>[2], { primary, replicas, turn }: Shard) {
  return chooseReader<Readable>(primary, replicas, strategy, "here", turn);
}
interface Shard {
  readonly primary: Readable;
  readonly replicas: readonly Readable[];
  readonly turn: number;
}

describe("the node for a read", () => {
  it("is always the primary by default", () => {
    fc.assert(
      fc.property(shard, (one) => {
        expect(choose("primary", one)).toBe(one.primary);
      }),
    );
  });

  it("is a usable replica as long as there is one, else the primary, where replicas are preferred", () => {
    fc.assert(
      fc.property(shard, (one) => {
        const among = usable(one.replicas);
        expect(among.length > 0 ? among : [one.primary]).toContain(choose("preferReplica", one));
      }),
    );
  });

  it("is never the primary where it must be a replica, usable or not", () => {
    fc.assert(
      fc.property(shard, (one) => {
        const among = usable(one.replicas).length > 0 ? usable(one.replicas) : one.replicas;
        const chosen = choose("replica", one);
        if (among.length === 0) expect(chosen).toBeUndefined();
        else expect(among).toContain(chosen);
      }),
    );
  });

  it("is in the client's zone as long as a replica there is usable, then falls back", () => {
    fc.assert(
      fc.property(shard, (one) => {
        const order = [here(one.replicas), usable(one.replicas), [one.primary]];
        expect(order.find((nodes) => nodes.length > 0)).toContain(choose("azAffinity", one));
      }),
    );
  });

  it("may be the primary in the client's zone before replicas elsewhere, where that is asked for", () => {
    fc.assert(
      fc.property(shard, (one) => {
        const order = [here(one.replicas), here([one.primary]), usable(one.replicas), [one.primary]];
        expect(order.find((nodes) => nodes.length > 0)).toContain(
          choose("azAffinityReplicasAndPrimary", one),
        );
      }),
    );
  });

  it("goes round: each usable replica gets its share", () => {
    fc.assert(
      fc.property(shard, (one) => {
        const turns = Array.from({ length: 60 }, (_, turn) => choose("preferReplica", { ...one, turn }));
        for (const replica of usable(one.replicas)) expect(turns).toContain(replica);
      }),
    );
  });

  it("goes round over all nodes, the primary among them", () => {
    fc.assert(
      fc.property(shard, (one) => {
        const turns = Array.from({ length: 60 }, (_, turn) => choose("allNodes", { ...one, turn }));
        for (const each of usable([one.primary, ...one.replicas])) expect(turns).toContain(each);
      }),
    );
  });

  it("is what a function chooses, and the primary when it chooses none", () => {
    fc.assert(
      fc.property(shard, fc.nat(5), (one, at) => {
        const nodes = [one.primary, ...one.replicas];
        expect(choose((candidates) => candidates[at], one)).toBe(nodes[at] ?? one.primary);
      }),
    );
  });
});
