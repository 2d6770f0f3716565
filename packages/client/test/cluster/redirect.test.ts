import { ErrorReply } from "fairlead-resp";
import { describe, expect, it } from "vitest";
import { judge } from "../../src/cluster/redirect.ts";

const FROM = { host: "10.0.0.1", port: 7000 };

describe("a refusal", () => {
  it.each([
    ["MOVED 5 10.0.0.2:7001", 5, { kind: "moved", slot: 5, address: { host: "10.0.0.2", port: 7001 } }],
    ["MOVED 5 :7001", 5, { kind: "moved", slot: 5, address: { host: "10.0.0.1", port: 7001 } }],
    ["MOVED 5 ?:7001", 5, { kind: "moved", slot: 5, address: undefined }],
    ["MOVED 5 10.0.0.2:7001", -1, { kind: "moved", slot: 5, address: { host: "10.0.0.2", port: 7001 } }],
    ["ASK 5 10.0.0.2:7001", 5, { kind: "ask", slot: 5, address: { host: "10.0.0.2", port: 7001 } }],
    ["ASK 5 ?:7001", 5, { kind: "later", refresh: true }],
    ["CLUSTERDOWN The cluster is down", 5, { kind: "later", refresh: true }],
    ["MASTERDOWN Link with MASTER is down", 5, { kind: "later", refresh: true }],
    ["READONLY You can't write against a read only replica.", 5, { kind: "later", refresh: true }],
    ["TRYAGAIN Multiple keys request during rehashing of slot", 5, { kind: "later", refresh: false }],
    ["LOADING Redis is loading the dataset in memory", 5, { kind: "later", refresh: false }],
    [
      "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)",
      5,
      { kind: "later", refresh: true },
    ],
  ])("%j is understood", (message, slot, verdict) => {
    expect(judge(new ErrorReply(message), slot, FROM)).toEqual(verdict);
  });

  it.each([
    ["WRONGTYPE Operation against a key holding the wrong kind of value", 5],
    ["MOVED 6 10.0.0.2:7001", 5],
    ["MOVED 99999 10.0.0.2:7001", -1],
    ["MOVED", 5],
    ["UNBLOCKED client unblocked via CLIENT UNBLOCK", 5],
    ["READONLY You can't write against a read only replica. script: 5b1e, on @user_script:1.", 5],
    ["CLUSTERDOWN Hash slot not served script: 5b1e, on @user_script:1.", 5],
  ])("%j goes to the caller", (message, slot) => {
    expect(judge(new ErrorReply(message), slot, FROM)).toEqual({ kind: "final" });
  });
});
