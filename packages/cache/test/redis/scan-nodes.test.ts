import { describe, expect, it, vi } from "vitest";
import type { ForeignClient, NodeHandle } from "../../src/redis/foreign-client.ts";
import { scanNodes } from "../../src/redis/scan-nodes.ts";

function clientOf(node: ForeignClient["node"]): ForeignClient {
  const unused = (): never => {
    throw new Error("not used here");
  };
  return { isCluster: false, keyPrefix: "", ask: unused, subscribe: unused, node };
}

describe("a scan", () => {
  it("asks for nothing more once its time is over", async () => {
    const ask = vi.fn(async () => [Buffer.from("1"), [Buffer.from("a")]] as const);
    const handle: NodeHandle = { ask, release: vi.fn() };
    const scan = scanNodes(
      clientOf(async () => handle),
      "*",
      20,
    );
    await scan.next();
    const until = performance.now() + 25;
    await vi.waitFor(() => expect(performance.now()).toBeGreaterThan(until));
    await expect(scan.next()).rejects.toMatchObject({ name: "TimedOut" });
    expect(ask).toHaveBeenCalledOnce();
    expect(handle.release).toHaveBeenCalledOnce();
  });

  it("releases a node that was reached too late", async () => {
    let reached: ((node: NodeHandle) => void) | undefined;
    const opening = new Promise<NodeHandle>((resolve) => {
      reached = resolve;
    });
    const scan = scanNodes(
      clientOf(() => opening),
      "*",
      5,
    );
    await expect(scan.next()).rejects.toMatchObject({ name: "TimedOut" });
    const release = vi.fn();
    reached?.({ ask: async () => undefined, release });
    await vi.waitFor(() => expect(release).toHaveBeenCalledOnce());
  });
});
