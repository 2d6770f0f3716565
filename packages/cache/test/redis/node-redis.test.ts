import { expect, it, vi } from "vitest";
import { type NodeRedisClient, nodeRedis } from "../../src/index.ts";

it("a subscription that ends while its node is still to be reached connects to nothing", async () => {
  const duplicate = vi.fn();
  let reached: (node: unknown) => void = () => undefined;
  const opening = new Promise((resolve) => {
    reached = resolve;
  });
  const nodeClient = vi.fn(() => opening);
  const cluster = { isOpen: true, masters: [{ host: "h", port: 1 }], nodeClient, sendCommand: vi.fn() };
  const stop = nodeRedis(cluster as NodeRedisClient).subscribe("news", true, {
    hear: vi.fn(),
    missed: vi.fn(),
  });
  expect(nodeClient).toHaveBeenCalledOnce();
  stop();
  reached({ duplicate });
  await new Promise((resolve) => setImmediate(resolve));
  expect(duplicate).not.toHaveBeenCalled();
});
