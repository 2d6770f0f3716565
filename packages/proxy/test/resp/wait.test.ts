import { expect, test } from "vitest";
import type { Lane } from "../../src/resp/upstream.ts";
import { waitForReplicas } from "../../src/resp/wait.ts";

test("WAIT says so while no primaries are known", async () => {
  const lane = { dispatcher: { topology: { shards: [] } } } as unknown as Lane;
  const reply = waitForReplicas(lane, "WAIT", [], 0, new AbortController().signal);
  await expect(reply).rejects.toThrow("CLUSTERDOWN proxy: no primaries are known");
});
