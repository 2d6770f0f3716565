import { describe, expect, it } from "vitest";
import { memory } from "../../src/memory/memory.ts";
import { nullLayer } from "../../src/memory/null-layer.ts";
import { type LayerTraits, layerScenarios, type OpenLayer } from "../../src/testing/index.ts";
import { MapLayer } from "../support/map-layer.ts";
import { triedLocal, triedRemote } from "../support/tried.ts";

const remote = { kind: "remote", tags: true, bus: true, shared: true, leases: true, lists: true } as const;
const local = { kind: "local", lists: true } as const;

const layers: readonly [name: string, traits: LayerTraits, open: OpenLayer][] = [
  ["memory", local, async () => triedLocal(memory())],
  ["memory, by recency", local, async () => triedLocal(memory({ eviction: "recency" }))],
  ["memory, of copies", { kind: "local" }, async () => triedLocal(memory({ store: "clone" }))],
  ["memory, of frozen values", { kind: "local" }, async () => triedLocal(memory({ store: "freeze" }))],
  ["memory, at the system's clock", { kind: "local" }, async () => ({ layer: memory() })],
  ["the null layer", { kind: "local", keeps: false }, async () => triedLocal(nullLayer())],
  ["the layer for tests", remote, async () => triedRemote()],
  [
    "the layer for tests, at the system's clock",
    { kind: "remote", tags: true, bus: true },
    async () => ({ layer: new MapLayer({}) }),
  ],
];

describe.concurrent.each(layers)("%s", (_, traits, open) => {
  for (const { name, run } of layerScenarios(traits)) {
    it(name, async () => {
      await expect(run(open)).resolves.toBeUndefined();
    });
  }
});

describe("scenarios", () => {
  it("have a name each", () => {
    const names = layerScenarios(remote).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("fail for a layer of another kind than was said", async () => {
    for (const { run } of layerScenarios({ kind: "remote" })) {
      await expect(run(async () => triedLocal(memory()))).rejects.toThrow();
    }
  });

  it("close the layer, its peers, and what it was opened with, whatever happens", async () => {
    for (const { run } of layerScenarios(remote).filter(({ name }) => name.includes("process"))) {
      const opened = triedRemote();
      const closed: string[] = [];
      const noted = (layer: MapLayer, name: string): MapLayer =>
        Object.assign(layer, { close: async () => void closed.push(name) });
      const { peer } = opened;
      await run(async () => ({
        ...opened,
        layer: noted(opened.layer as MapLayer, "layer"),
        peer: async () => noted((await peer?.()) as MapLayer, "peer"),
        end: async () => void closed.push("end"),
      }));
      expect(closed).toEqual(["peer", "layer", "end"]);
    }
  });
});
