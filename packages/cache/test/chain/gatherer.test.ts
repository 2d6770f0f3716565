import { expect, test } from "vitest";
import { Gatherer } from "../../src/chain/gatherer.ts";
import { defineKey, type Found, type LayerKey } from "../../src/index.ts";
import { turn } from "../support/fake-clock.ts";

const key = defineKey<number, { id: number }>("item");

test("what is asked for in one turn is read together, each caller gets its own, and the next turn begins anew", async () => {
  const reads: (readonly LayerKey[])[] = [];
  const gatherer = new Gatherer(async (keys): Promise<readonly Found[]> => {
    reads.push(keys);
    await turn();
    return keys.map((each) => ({ kind: "miss", removal: Number(each.params[0]?.[1]) }));
  });
  const ask = async (id: number): Promise<number> => {
    const [found] = await gatherer.read(key({ id }));
    return found.kind === "miss" ? found.removal : -1;
  };
  const first = Promise.all([1, 2, 3, 2].map(ask));
  await turn();
  const second = Promise.all([4, 5].map(ask));
  expect(await first).toEqual([1, 2, 3, 2]);
  expect(await second).toEqual([4, 5]);
  expect(reads.map((keys) => keys.length)).toEqual([4, 2]);
});
