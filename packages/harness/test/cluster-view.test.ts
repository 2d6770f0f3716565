import { describe, expect, test } from "vitest";
import { type NodeRow, owns, parseNodes, unrest } from "../src/cluster-view.ts";

const TEXT = `\
aa 127.0.0.1:11000@21000,node.example myself,master - 0 0 3 connected 0-99 200 [300->-bb]
bb 127.0.0.1:11001@21001 slave aa 0 1700000000000 3 connected
cc :0@0 master,fail,noaddr - 1700000000000 1700000000000 2 disconnected
`;

describe("parseNodes", () => {
  test("reads roles, slots and flags", () => {
    const [aa, bb, cc] = parseNodes(TEXT);
    expect(aa).toMatchObject({
      id: "aa",
      primaryId: undefined,

      slots: [
        [0, 99],
        [200, 200],
      ],
      migrating: true,
    });
    expect(bb).toMatchObject({ id: "bb", primaryId: "aa", slots: [], migrating: false });
    expect(cc?.flags).toEqual(new Set(["master", "fail", "noaddr"]));
    expect([0, 99, 100, 200].map((slot) => owns(aa!, slot))).toEqual([true, true, false, true]);
  });
});

describe("unrest", () => {
  const aa = parseNodes("aa h:1@2 master - 0 0 1 connected 0-16383")[0]!;
  const bb = parseNodes("bb h:1@2 slave aa 0 0 1 connected")[0]!;
  const failed = new Set(["slave", "fail"]);
  const between = (ofA: NodeRow[], ofB: NodeRow[]) =>
    unrest(
      new Map([
        ["aa", ofA],
        ["bb", ofB],
      ]),
    );

  test("is nothing when all agree", () => {
    expect(between([aa, bb], [bb, aa])).toBeUndefined();
  });

  test("is a node that is unknown, suspected, on the move or seen differently", () => {
    expect(between([aa], [aa, bb])).toBe("aa to know bb");
    expect(between([aa, { ...bb, flags: new Set(["slave", "fail?"]) }], [aa, bb])).toBe(
      "aa to see bb without the flag fail?",
    );
    expect(between([aa, { ...bb, linked: false }], [aa, bb])).toBe("aa to see bb linked");
    expect(between([{ ...aa, migrating: true }, bb], [aa, bb])).toBe("aa to see the end of its migrations");
    expect(between([aa, bb], [aa, { ...bb, primaryId: undefined }])).toContain("the nodes to agree");
  });

  test("is a stopped node until it is held for failed and has no slots", () => {
    const views = (...rows: NodeRow[]) => unrest(new Map([["aa", [aa, ...rows]]]));
    expect(views(bb)).toBe("aa to see that bb has failed");
    expect(views({ ...bb, flags: failed, slots: [[0, 1]] })).toBe("aa to see bb replaced");
    expect(views({ ...bb, flags: failed })).toBeUndefined();
  });
});
