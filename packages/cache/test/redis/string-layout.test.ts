import { describe, expect, it } from "vitest";
import { packRemoval, packStored } from "../../src/codec/pack.ts";
import { CacheError } from "../../src/errors.ts";
import { stringLayout } from "../../src/redis/string-layout.ts";

const NOW = 1_764_000_000_000;
const layout = stringLayout(30_000);
const times = { createdAt: NOW, staleAt: NOW + 5, expiresAt: NOW + 10, deadAt: NOW + 10 };
const entry = packStored({ value: Buffer.from("\xe4{}", "latin1"), ...times, tags: [["ä", 7]] });
const removal = packRemoval(42);
const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `k${at}`);

describe("reads in the layout string", () => {
  it("are one GET for each key, where keys may be of other servers", () => {
    const requests = layout.read(["a", "b"], false);
    expect(requests.map(({ verb, args }) => [verb.name, ...args])).toEqual([
      ["GET", "a"],
      ["GET", "b"],
    ]);
  });

  it("are one MGET for up to 256 keys of one server, and a GET for one", () => {
    const read = (count: number) =>
      layout.read(names(count), true).map(({ verb, args }) => [verb.name, args.length]);
    expect(read(1)).toEqual([["GET", 1]]);
    expect(read(256)).toEqual([["MGET", 256]]);
    expect(read(600)).toEqual([
      ["MGET", 256],
      ["MGET", 256],
      ["MGET", 88],
    ]);
  });

  it("mean the same as bytes and as text, joined and not", () => {
    const bytes = [null, removal, entry, Buffer.concat([removal, entry]), Buffer.from("foreign")];
    const text = bytes.map((each) => each?.toString("latin1") ?? null);
    const alone = layout.found(bytes, 5, NOW);
    expect(alone[4]).toBeUndefined();
    expect(alone.slice(0, 4)).toMatchObject([
      { kind: "miss", removal: 0 },
      { kind: "miss", removal: 42 },
      { kind: "hit", removal: 0, stored: { ...times, tags: [["ä", 7]] } },
      { kind: "hit", removal: 42 },
    ]);
    expect(layout.found([bytes], 5, NOW)).toEqual(alone);
    const ofText = layout.found([text], 5, NOW);
    expect(ofText[2]).toMatchObject({ kind: "hit", stored: { value: "\xe4{}", tags: [["ä", 7]] } });
    expect(ofText.map((each) => each && { ...each, stored: undefined })).toEqual(
      alone.map((each) => each && { ...each, stored: undefined }),
    );
  });

  it("that fail fail for the keys of their command", () => {
    const error = new CacheError("ERR_CACHE_UNREACHABLE", "redis", "away");
    const found = layout.found([names(256).map(() => null), error], 300, NOW);
    expect(found.slice(0, 256)).toEqual(names(256).map(() => ({ kind: "miss", removal: 0 })));
    expect(found.slice(256)).toEqual(names(44).map(() => error));
  });

  it("find nothing in what is dead", () => {
    expect(layout.found([entry], 1, NOW + 10)).toEqual([{ kind: "miss", removal: 0 }]);
  });
});
