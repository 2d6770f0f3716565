import { startCluster, startServer } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { connect } from "../src/index.ts";
import { disposer } from "./support/disposer.ts";

const { use, dispose } = disposer();
afterEach(dispose);

describe("TLS", () => {
  it("is verified, to a host name and to an IP that its certificate holds", async () => {
    const server = use(await startServer({ tls: true }));
    const ca = server.tls?.ca as string;
    for (const host of ["localhost", "127.0.0.1"]) {
      const client = await connect(`rediss://${host}:${server.port}`, { tls: { ca } });
      expect(await client.set("k", "v".repeat(100_000))).toBe("OK");
      expect(await client.get("k")).toHaveLength(100_000);
      await client.close();
    }
  });

  it("is refused when nobody vouches for the certificate", async () => {
    const server = use(await startServer({ tls: true }));
    await expect(
      connect(`rediss://localhost:${server.port}`, { connectTimeoutMs: 500 }),
    ).rejects.toMatchObject({
      code: "ERR_CONNECT_FAILED",
      cause: { code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/) },
    });
  });

  it("follows a cluster to nodes that announce IPs, and to nodes that announce names", async () => {
    for (const hostnames of [[], ["localhost"]]) {
      const cluster = await startCluster({ tls: true, replicas: 0, hostnames });
      const client = await connect(cluster.url, { tls: { ca: cluster.tls?.ca as string } });
      const keys = Array.from({ length: 50 }, (_, at) => `key:${at}`);
      expect(await client.mset(Object.fromEntries(keys.map((key) => [key, key])))).toBe("OK");
      expect(await client.mget(keys)).toEqual(keys);
      await client.close();
      await cluster.close();
    }
  });
});

describe("an ACL user", () => {
  it("connects by URL, and is told what it may not do", async () => {
    const server = use(
      await startServer({ users: ["app on >s3cret ~app:* +@read +@write +@connection +info"] }),
    );
    const client = use(await connect(`redis://app:s3cret@127.0.0.1:${server.port}`));
    expect(await client.set("app:k", "v")).toBe("OK");
    const refused = await client.set("other", "v").catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "NOPERM" });
    expect(String(refused)).not.toContain("s3cret");
  });

  it("who may not see CLUSTER NODES follows a cluster all the same", async () => {
    const cluster = use(
      await startCluster({ replicas: 0, users: ["app on >s3cret ~* +@all -cluster|nodes -cluster|shards"] }),
    );
    const client = use(await connect(cluster.url.replace("redis://", "redis://app:s3cret@")));
    expect(await client.mget(["a", "b", "c"])).toEqual([null, null, null]);
    expect(client.topology.shards).toHaveLength(3);
  });
});

it("a command that the server doesn't know is named in its error, its arguments are not", async () => {
  const server = use(await startServer());
  const client = use(await connect(server.url));
  const refused = await client.command(["LOGIN", "hunter2"]).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "ERR", command: "LOGIN" });
  expect(String(refused)).toContain("unknown command");
  expect(String(refused)).not.toContain("hunter2");
});
