import { expect, test } from "vitest";
import { readArguments } from "../../src/arguments.ts";
import { makePlan, namesOf } from "../../src/plan.ts";
import { respProxySuite } from "../../src/resp-proxy/suite.ts";

test("in front of one server every workload has all peers, but for what one of them can't do", () => {
  expect(cells("--mode", "standalone")).toEqual([
    "get-p1 fairlead nutcracker direct",
    "set-p1 fairlead nutcracker direct",
    "get-p16 fairlead nutcracker direct",
    "set-p16 fairlead nutcracker direct",
    "get-p64 fairlead nutcracker direct",
    "set-p64 fairlead nutcracker direct",
    "get-paced fairlead nutcracker direct",
    "value-16k fairlead nutcracker direct",
    "mget-100 fairlead nutcracker direct",
    "transactions fairlead direct",
    "idle-5000 fairlead nutcracker",
  ]);
});

test("in front of a cluster there is no nutcracker", () => {
  expect(cells("--mode", "cluster")).toEqual([
    "get-p1 fairlead direct",
    "set-p1 fairlead direct",
    "get-p16 fairlead direct",
    "set-p16 fairlead direct",
    "get-p64 fairlead direct",
    "set-p64 fairlead direct",
    "get-paced fairlead direct",
    "value-16k fairlead direct",
    "mget-100 fairlead",
    "transactions fairlead direct",
  ]);
});

test("a quick run keeps three workloads in front of one server", () => {
  expect(cells("--quick")).toEqual([
    "get-p1 fairlead nutcracker direct",
    "get-p16 fairlead nutcracker direct",
    "transactions fairlead direct",
  ]);
});

test("whoever is left out is so for a reason", () => {
  const reasons = respProxySuite.cells.flatMap(({ mode, workload, leftOut }) =>
    Object.keys(leftOut ?? {}).map((peer) => `${mode} ${workload} ${peer}`),
  );
  expect(reasons).toEqual([
    "standalone transactions nutcracker",
    "standalone idle-5000 direct",
    "cluster mget-100 direct",
  ]);
});

function cells(...args: string[]): string[] {
  const { parts } = makePlan([respProxySuite], readArguments(args, namesOf([respProxySuite])));
  return parts.flatMap((part) => part.cells.map(({ workload, peers }) => `${workload} ${peers.join(" ")}`));
}
