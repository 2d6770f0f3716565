import fc from "fast-check";
import { expect, it } from "vitest";
import { Marks } from "../../src/file/marks.ts";
import { Shelf } from "../../src/file/shelf.ts";

const place = (bytes: number, deadAt = Infinity): { bytes: number; deadAt: number } => ({ bytes, deadAt });

it("what is over the bound goes, the least recently used first", () => {
  const shelf = new Shelf();
  for (const id of ["a", "b", "c", "d"]) shelf.put(id, place(10));
  shelf.use("a");
  shelf.put("b", place(10));
  expect(shelf.dropOver(25)).toEqual(["c", "d"]);
  expect(shelf.bytes).toBe(20);
});

it("the search for dead entries comes to each, however the others are used meanwhile", () => {
  const shelf = new Shelf();
  for (let at = 0; at < 100; at++) shelf.put(`${at}`, place(1, at % 10 === 0 ? 5 : 50));
  const dropped: string[] = [];
  for (let round = 0; round < 40; round++) {
    dropped.push(...shelf.dropDead(5, 5));
    shelf.use(`${round}`);
  }
  expect(dropped.sort()).toEqual(["0", "10", "20", "30", "40", "50", "60", "70", "80", "90"]);
  expect(shelf.dropDead(49, 1_000)).toEqual([]);
});

it("its bytes are the sum of its entries, whatever is done", () => {
  const ids = ["a", "ab", "b", "c"];
  const id = fc.constantFrom(...ids);
  type Act = (shelf: Shelf) => void;
  const act = fc.oneof(
    fc.tuple(id, fc.nat(50), fc.nat(10)).map(
      ([to, bytes, deadAt]): Act =>
        (shelf) =>
          shelf.put(to, place(bytes, deadAt)),
    ),
    id.map(
      (which): Act =>
        (shelf) =>
          void shelf.drop(which),
    ),
    id.map(
      (which): Act =>
        (shelf) =>
          shelf.use(which),
    ),
    id.map(
      (prefix): Act =>
        (shelf) =>
          void shelf.dropWithin(prefix),
    ),
    fc.nat(10).map(
      (now): Act =>
        (shelf) =>
          void shelf.dropDead(now, 3),
    ),
    fc.nat(100).map(
      (most): Act =>
        (shelf) => {
          shelf.dropOver(most);
          expect(shelf.bytes).toBeLessThanOrEqual(most);
        },
    ),
  );
  fc.assert(
    fc.property(fc.array(act), (acts) => {
      const shelf = new Shelf();
      for (const each of acts) {
        each(shelf);
        const left = ids.map((name) => shelf.get(name)?.bytes ?? 0);
        expect(shelf.bytes).toBe(left.reduce((sum, bytes) => sum + bytes));
      }
    }),
  );
});

it("each removal has a mark of its own, until something is written there again", () => {
  const marks = new Marks(10);
  expect(marks.of("a")).toBe(0);
  marks.removed("a");
  const first = marks.of("a");
  marks.removed("a");
  expect(marks.of("a")).toBeGreaterThan(first);
  marks.written("a");
  expect(marks.of("a")).toBe(0);
});

it("a removal that was forgotten still changes the mark", () => {
  const marks = new Marks(2);
  const seen = marks.of("a");
  for (const id of ["a", "b", "c"]) marks.removed(id);
  expect(marks.of("a")).not.toBe(seen);
});

it("removing all changes every mark", () => {
  const marks = new Marks(10);
  marks.removed("a");
  const before = [marks.of("a"), marks.of("b")];
  marks.removedAll();
  expect(before).not.toContain(marks.of("a"));
  expect(before).not.toContain(marks.of("b"));
});
