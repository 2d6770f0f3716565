import { describe, expect, test } from "vitest";
import { ArgumentError, readArguments } from "../src/arguments.ts";
import { makePlan } from "../src/plan.ts";
import type { Cell, Suite } from "../src/suite.ts";

const NAMES = {
  suites: ["client"],
  modes: ["standalone", "cluster"],
  workloads: ["loops", "burst"],
  peers: ["ours", "theirs", "other"],
};

const suite: Suite = {
  name: "client",
  ours: "ours",
  floors: [],
  cells: [
    cell("standalone", "loops", true),
    cell("cluster", "loops", false),
    cell("cluster", "burst", false),
  ],
  quickPeers: ["ours", "theirs"],
  open: () => Promise.reject(new Error("not in this test")),
};

describe("readArguments", () => {
  test("asks for everything when nothing is said", () => {
    expect(read()).toEqual({
      help: false,
      json: false,
      quick: false,
      rounds: undefined,
      suites: [],
      modes: [],
      workloads: [],
      peers: [],
    });
  });

  test("takes names several times", () => {
    const asked = read("--peer", "theirs", "--peer=other", "--rounds", "7", "--json");
    expect(asked).toMatchObject({ peers: ["theirs", "other"], rounds: 7, json: true });
  });

  test.each([
    [["--nonsense"], /nonsense/],
    [["stray"], /stray/],
    [["--rounds", "0"], /--rounds must be a whole number/],
    [["--rounds", "many"], /not "many"/],
    [["--mode", "sentinel"], /There is no mode "sentinel"; there is standalone, cluster/],
    [["--workload", "loop"], /There is no workload "loop"/],
    [["--peer"], /peer/],
  ])("refuses %j", (args, message) => {
    expect(() => read(...args)).toThrow(ArgumentError);
    expect(() => read(...args)).toThrow(message);
  });
});

describe("makePlan", () => {
  test("keeps everything by default", () => {
    expect(cells()).toEqual([
      "standalone loops ours theirs other",
      "cluster loops ours theirs other",
      "cluster burst ours theirs other",
    ]);
  });

  test("keeps a choice of cells and peers when it must be quick", () => {
    expect(cells("--quick")).toEqual(["standalone loops ours theirs"]);
  });

  test("keeps what is named even when it must be quick", () => {
    expect(cells("--quick", "--workload", "burst", "--peer", "other")).toEqual(["cluster burst ours other"]);
  });

  test("always keeps ours, to compare with", () => {
    expect(cells("--mode", "standalone", "--peer", "other")).toEqual(["standalone loops ours other"]);
    expect(cells("--mode", "standalone", "--peer", "ours")).toEqual(["standalone loops ours"]);
  });

  test("refuses to run nothing", () => {
    expect(() => cells("--mode", "standalone", "--workload", "burst")).toThrow(ArgumentError);
  });
});

function read(...args: string[]) {
  return readArguments(args, NAMES);
}

function cells(...args: string[]): string[] {
  const { parts } = makePlan([suite], read(...args));
  return parts.flatMap((part) =>
    part.cells.map(({ mode, workload, peers }) => `${mode} ${workload} ${peers.join(" ")}`),
  );
}

function cell(mode: string, workload: string, quick: boolean): Cell {
  return { mode, workload, quick, peers: ["ours", "theirs", "other"], metrics: ["cpuUsPerOp"] };
}
