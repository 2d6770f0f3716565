import { expect, it } from "vitest";
import { escaped } from "../../src/canonical.ts";
import { trackedChanges } from "../../src/redis/changes.ts";
import type { TrackingEar } from "../../src/redis/redis-like.ts";

it("tells of every entry and every tag, whatever other keys have changed with them", () => {
  const told: unknown[] = [];
  let ear: TrackingEar | undefined;
  const changes = trackedChanges(
    (_prefix, given) => {
      ear = given;
      return () => undefined;
    },
    "cache:",
    (text) => text,
  );
  changes.listen(
    (ids, tags) => told.push(ids, tags),
    () => undefined,
  );
  const tags = ["a b", "\ud800", "%"];
  const foreign = ["cache:#%", "cache:#%zz", "cache:!lock"];
  ear?.changed([...foreign, ...tags.map((tag) => `cache:#${escaped(tag)}`), "cache:user:0:id='1"]);
  expect(told).toEqual([["user:0:id='1"], tags]);
});
