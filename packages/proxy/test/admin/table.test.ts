import { describe, expect, it } from "vitest";
import type { BackendView, SessionView } from "../../src/admin/source.ts";
import { durationText, nodeTable, sessionTable, sizeText } from "../../src/admin/table.ts";

const SESSION: SessionView = {
  id: 7,
  address: "127.0.0.1:50000",
  user: "app",
  listener: "main",
  mode: "hybrid",
  protocol: "resp3",
  database: 0,
  group: null,
  provider: null,
  ageMs: 61_000,
  idleMs: 5,
  lastCommand: "CONFIG GET",
  pending: 1,
  bufferedBytes: 2_048,
  holds: ["watch", "transaction"],
};

const BACKEND: BackendView = {
  name: "orders",
  kind: "resp",
  state: "degraded",
  unreachable: ["b:2"],
  connections: 3,
  queued: 4,
  shards: [
    { primary: "a:1", replicas: ["b:2"], slots: [[0, 99]] },
    { primary: "c:3", replicas: [], slots: [[100, 16_383]] },
  ],
  providers: [],
};

describe("the table of sessions", () => {
  it("says why a session is pinned", () => {
    const free = { ...SESSION, id: 12, user: null, lastCommand: null, holds: [] };
    expect(sessionTable([SESSION, free], false)).toMatchInlineSnapshot(`
      "ID  ADDRESS          USER  LISTENER  MODE    PROTOCOL  DB    AGE  IDLE  COMMAND     PENDING  BUFFERED  PINNED BY
       7  127.0.0.1:50000  app   main      hybrid  resp3      0  1m01s    0s  config get        1      2.0K  watch,transaction
      12  127.0.0.1:50000  -     main      hybrid  resp3      0  1m01s    0s  -                 1      2.0K  -
      "
    `);
  });

  it("has colours for a terminal alone, and nothing that controls one", () => {
    expect(sessionTable([SESSION], true)).toContain("\u001b[33m");
    const evil = { ...SESSION, user: "\u001b[2Jx" };
    expect(sessionTable([evil], false)).not.toContain("\u001b");
  });
});

describe("the table of nodes", () => {
  it("has a line for each shard, and what each backend carries", () => {
    expect(nodeTable([BACKEND], false)).toMatchInlineSnapshot(`
      "BACKEND  PRIMARY  REPLICAS  SLOTS  REACHABLE
      orders   a:1      b:2         100  not b:2
      orders   c:3      -         16284  all

      orders is degraded: connections 3, queued 4
      "
    `);
  });
});

it.each([
  [999, "0s"],
  [59_999, "59s"],
  [245_000, "4m05s"],
  [7_380_000, "2h03m"],
  [435_600_000, "5d01h"],
])("shows %i ms as %s", (ms, text) => expect(durationText(ms)).toBe(text));

it.each([
  [0, "0"],
  [1_023, "1023"],
  [2_560, "2.5K"],
  [64 * 1024 ** 2, "64M"],
  [1024 ** 4, "1.0T"],
])("shows %i bytes as %s", (bytes, text) => expect(sizeText(bytes)).toBe(text));
