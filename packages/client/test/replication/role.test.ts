import { describe, expect, it } from "vitest";
import { readReplicationInfo, readRole } from "../../src/replication/role.ts";

describe("a server's role", () => {
  it("is read from ROLE", () => {
    expect(
      readRole([
        "master",
        7,
        [
          ["10.0.0.2", "6379", "7"],
          ["", "x", "0"],
        ],
      ]),
    ).toEqual({
      kind: "primary",
      offset: 7,
      replicas: [{ host: "10.0.0.2", port: 6379 }],
    });
    expect(readRole(["slave", "10.0.0.1", 6379, "connected", 7])).toEqual({
      kind: "replica",
      primary: { host: "10.0.0.1", port: 6379 },
      inStep: true,
    });
    expect(readRole(["slave", "", 0, "connect", -1])).toMatchObject({ primary: undefined, inStep: false });
    expect(readRole(["sentinel", ["main"]])).toEqual({ kind: "unknown" });
    expect(readRole("PONG")).toEqual({ kind: "unknown" });
  });

  it("is read from INFO", () => {
    const primary =
      "# Replication\r\nrole:master\r\nconnected_slaves:2\r\nslave0:ip=::1,port=1,state=online,offset=5,lag=0\r\n" +
      "slave1:ip=10.0.0.3,port=2,state=wait_bgsave,offset=0,lag=0\r\nmaster_repl_offset:5\r\n";
    expect(readReplicationInfo(primary)).toEqual({
      kind: "primary",
      offset: 5,
      replicas: [{ host: "::1", port: 1 }],
    });
    const replica = "role:slave\r\nmaster_host:h\r\nmaster_port:6379\r\nmaster_link_status:down\r\n";
    expect(readReplicationInfo(replica)).toEqual({
      kind: "replica",
      primary: { host: "h", port: 6379 },
      inStep: false,
    });
    expect(readReplicationInfo("")).toEqual({ kind: "unknown" });
  });
});
