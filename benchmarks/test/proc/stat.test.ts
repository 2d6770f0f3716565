import { expect, test } from "vitest";
import { parseStat, parseStatusKiB } from "../../src/proc/stat.ts";

const REST = "S 24298 24298 18129 0 -1 4194304 1146 0 6 0 250 73 5 7 20 0 2 0 1820764 25915392 1520";

test("a process's parent and processor time are read from its stat", () => {
  expect(parseStat(`24304 (nutcracker) ${REST}\n`)).toEqual({ parent: 24_298, cpuMs: 3_230 });
});

test("a process's name may look like fields", () => {
  expect(parseStat(`7 (a) S 1 (b c) ${REST}`)).toEqual({ parent: 24_298, cpuMs: 3_230 });
});

test("anything else is no stat", () => {
  expect(() => parseStat("")).toThrow("this is no process's stat");
});

test("memory is read from a process's status", () => {
  const status = "Name:\tredis-server\nVmPeak:\t  70000 kB\nVmHWM:\t   13604 kB\nVmRSS:\t   13600 kB\n";
  expect(parseStatusKiB(status, "VmHWM")).toBe(13_604);
  expect(parseStatusKiB(status, "VmRSS")).toBe(13_600);
  expect(() => parseStatusKiB("Name:\tkthreadd\n", "VmRSS")).toThrow("doesn't tell VmRSS");
});
