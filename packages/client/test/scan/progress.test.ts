import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatCursor, parseCursor } from "../../src/scan/cursor.ts";
import { clusterView, type NodeView } from "../../src/scan/node-view.ts";
import { advance, begin, finish, observe, type Progress, START } from "../../src/scan/progress.ts";
import { SlotSet } from "../../src/scan/slot-set.ts";

const SLOTS = 6;
const NODES = 3;

/** Slots of equal size on nodes, one of them maybe half-way to another node; every key is a slot and a page. */
class Model {
  owner = Array.from({ length: SLOTS }, (_, slot) => slot % NODES);
  moving = new Map<number, number>();
  epochs = Array.from({ length: NODES }, (_, node) => node + 1);
  identities = Array.from({ length: NODES }, () => 0);
  /** Where each key is: slot * PAGES + page. */
  at = Array.from({ length: SLOTS * 3 }, (_, key) => Math.floor(key / 3) % NODES);

  step(kind: number, slot: number, node: number): void {
    const owner = this.owner[slot]!;
    if (kind === 0 && owner !== node) this.moving.set(slot, node);
    else if (kind === 1 && this.moving.has(slot)) this.at[slot * 3 + node] = this.moving.get(slot)!;
    else if (kind === 2 && this.moving.has(slot)) this.complete(slot, this.moving.get(slot)!);
    else if (kind === 3) this.identities[node]!++;
  }

  settle(): void {
    for (const [slot, to] of [...this.moving]) this.complete(slot, to);
  }

  view(node: number): NodeView {
    const owned = new SlotSet();
    this.owner.forEach((owner, slot) => void (owner === node && owned.addRange(slot, slot)));
    const settled = owned.or(new SlotSet());
    for (const slot of this.moving.keys()) settled.remove(slot);
    return { identity: `${this.identities[node]}`, epoch: this.epochs[node]!, owned, settled };
  }

  private complete(slot: number, to: number): void {
    this.moving.delete(slot);
    this.owner[slot] = to;
    this.epochs[to] = Math.max(...this.epochs) + 1;
    for (let page = 0; page < 3; page++) this.at[slot * 3 + page] = to;
  }
}

/** Scans the model while `steps` happen between its own, then let settle, and gives the keys that were seen. */
function scanAll(steps: readonly { kind: number; slot: number; node: number }[]): Set<number> {
  const model = new Model();
  const given = new Set<number>();
  const script = steps.values();
  const disturb = (): void => {
    const { value } = script.next();
    if (value !== undefined) model.step(value.kind, value.slot, value.node);
  };
  const all = SlotSet.range(0, SLOTS - 1);
  let progress = START;
  for (let round = 0; !all.minus(progress.done).empty; round++) {
    expect(round).toBeLessThan(300);
    if (round > 200) model.settle();
    progress = scanNode(model, round % NODES, progress, given, disturb);
    progress = parseCursor(formatCursor(progress, "p"), "p");
  }
  return given;
}

function scanNode(
  model: Model,
  node: number,
  from: Progress,
  given: Set<number>,
  disturb: () => void,
): Progress {
  let progress = begin(from, `${node}`, model.view(node));
  for (let page = 0; page < 3 && progress.leg !== undefined; page++) {
    disturb();
    model.at.forEach((at, key) => void (at === node && key % 3 === page && given.add(key)));
    disturb();
    progress = observe(progress, model.view(node));
    progress = page < 2 ? advance(progress, `${page + 1}`) : finish(progress);
  }
  return progress;
}

describe("a scan's progress", () => {
  it("misses no key, however slots move and nodes are replaced between any two of its steps", () => {
    const step = fc.record({ kind: fc.nat(4), slot: fc.nat(SLOTS - 1), node: fc.nat(NODES - 1) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const given = scanAll(steps);
        expect(given.size).toBe(SLOTS * 3);
      }),
      { numRuns: 300 },
    );
  });

  it("comes back from its cursor, and from no other text", () => {
    const cursor = formatCursor(START, "mine");
    expect(parseCursor(cursor, "mine")).toEqual(START);
    expect(cursor.length).toBeLessThan(200);
    for (const text of [cursor.slice(3), "", "garbage", "A".repeat(100_000), formatCursor(START, "other")]) {
      expect(() => parseCursor(text, "mine")).toThrow(expect.objectContaining({ code: "ERR_USAGE_OPTION" }));
    }
  });
});

describe("a node's view", () => {
  it("counts its own slots, and slots on their way in or out as not settled", () => {
    const nodes =
      "aa 127.0.0.1:1@2 myself,master - 0 0 7 connected 0-9 12 [5->-bb] [40-<-cc]\nbb 127.0.0.1:3@4 master - 0 0 2 connected 20-30\n";
    const view = clusterView(nodes, "run_id:r1\r\nmaster_replid:m1\r\n");
    const members = Array.from({ length: 50 }, (_, slot) => slot).filter((slot) => view.settled.has(slot));
    expect(members).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9, 12]);
    expect(view).toMatchObject({ identity: "aa/r1/m1", epoch: 7 });
  });
});
