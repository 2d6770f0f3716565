import { createSocket } from "node:dgram";
import { once } from "node:events";
import { freePort } from "fairlead-harness";
import { describe, expect, test } from "vitest";
import { onFreePort, releasePort } from "../src/ports.ts";

const taken = Object.assign(new Error("taken"), { code: "EADDRINUSE" });

describe("ports", () => {
  test("free ports leave room for the cluster bus, below the range of outgoing connections", async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
    for (const port of ports) {
      expect(port).toBeGreaterThanOrEqual(10_000);
      expect(port + 10_000).toBeLessThan(32_768);
    }
  });

  test("a port is nobody else's until it is released", async () => {
    const port = await freePort();
    const holder = createSocket("udp4");
    holder.bind({ port, address: "127.0.0.1", exclusive: true });
    await expect(once(holder, "listening")).rejects.toMatchObject({ code: "EADDRINUSE" });
    releasePort(port);
    const next = createSocket("udp4");
    next.bind({ port, address: "127.0.0.1", exclusive: true });
    await once(next, "listening");
    next.close();
  });

  test("another port is tried when one was taken meanwhile", async () => {
    const tried: number[] = [];
    const port = await onFreePort(async (candidate) => {
      tried.push(candidate);
      if (tried.length < 3) throw taken;
      return candidate;
    });
    expect(tried).toHaveLength(3);
    expect(port).toBe(tried[2]);
  });

  test("other failures are not tried again", async () => {
    let calls = 0;
    const start = async () => {
      calls++;
      throw new Error("no such file");
    };
    await expect(onFreePort(start)).rejects.toThrow("no such file");
    expect(calls).toBe(1);
  });
});
