import { expect, test } from "vitest";
import { Gatherer } from "../../src/chain/gatherer.ts";
import { Lookup } from "../../src/chain/lookup.ts";
import { defineKey } from "../../src/index.ts";
import { turn } from "../support/fake-clock.ts";

const key = defineKey<number, { id: number }>("item");

test("what is asked for in one turn is read together, and the next turn begins anew", async () => {
  const reads: (readonly Lookup[])[] = [];
  const gatherer = new Gatherer(async (lookups) => {
    reads.push(lookups);
    await turn();
    for (const lookup of lookups) lookup.at = Number(lookup.key.params[0]?.[1]);
  });
  const ask = async (id: number): Promise<number> => {
    const lookup = new Lookup(key({ id }));
    await gatherer.read(lookup);
    return lookup.at;
  };
  const first = Promise.all([1, 2, 3, 2].map(ask));
  await turn();
  const second = Promise.all([4, 5].map(ask));
  expect(await first).toEqual([1, 2, 3, 2]);
  expect(await second).toEqual([4, 5]);
  expect(reads.map((lookups) => lookups.length)).toEqual([4, 2]);
});
