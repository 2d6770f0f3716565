import { CacheError } from "../../../src/errors.ts";
import type { TagStore } from "../../../src/layer.ts";
import type { MapLayer } from "../../support/map-layer.ts";
import type { Fault } from "./fault.ts";
import { fault, type MadeOn, Served } from "./remote.ts";

function tagging(wrong: (right: TagStore, layer: MapLayer) => Partial<TagStore>): MadeOn {
  return class extends Served {
    protected override tagStore(): TagStore {
      const right = super.tagStore();
      return { ...right, ...wrong(right, this) };
    }
  };
}

export const TAG_FAULTS: readonly Fault[] = [
  fault(
    "has a stamp for any tag",
    ["has stamp 0 for a tag that was never invalidated, and nothing for no tags"],
    tagging((_, { server }) => ({ stamps: async (tags) => tags.map((tag) => server.stamps.get(tag) ?? 1) })),
  ),
  fault(
    "stamps by the time",
    ["gives a tag a greater stamp at each invalidation, however soon"],
    tagging((_, { server }) => ({
      invalidate: async (tags) =>
        tags.map((tag) => {
          server.stamps.set(tag, server.clock.now());
          return server.clock.now();
        }),
    })),
  ),
  fault(
    "reads and then writes",
    ["gives a tag a greater stamp at each invalidation, however soon"],
    tagging((right, { server }) => ({
      invalidate: async (tags, _, context) => {
        const before = (await right.stamps(tags, context)) as readonly number[];
        return tags.map((tag, at) => {
          server.stamps.set(tag, before[at]! + 1);
          return before[at]! + 1;
        });
      },
    })),
  ),
  fault(
    "cuts tags off",
    ["keeps tags apart, and answers in their order"],
    tagging((right) => {
      const cut = (tags: readonly string[]): readonly string[] => tags.map((tag) => tag.slice(0, -1));
      return {
        stamps: (tags, context) => right.stamps(cut(tags), context),
        invalidate: (tags, lifeMs, context) => right.invalidate(cut(tags), lifeMs, context),
      };
    }),
  ),
  fault(
    "keeps a stamp as long as the last invalidation asked for",
    ["keeps a stamp as long as was asked for, also when a later one asked for less"],
    tagging((right, { server }) => {
      const ends = new Map<string, number>();
      return {
        invalidate: (tags, lifeMs, context) => {
          for (const tag of tags) ends.set(tag, server.clock.now() + lifeMs);
          return right.invalidate(tags, lifeMs, context);
        },
        stamps: async (tags, context) =>
          (await right.stamps(tags, context)).map((stamp, at) =>
            (ends.get(tags[at]!) ?? Number.POSITIVE_INFINITY) > server.clock.now() ? stamp : 0,
          ),
      };
    }),
  ),
  fault(
    "counts from the beginning when it has forgotten",
    ["gives greater stamps also when it has forgotten the last"],
    tagging((_, { server }) => ({
      invalidate: async (tags, lifeMs) => {
        const tag = tags[0]!;
        const ended = (server.stamps.get(`end of ${tag}`) ?? 0) <= server.clock.now();
        const stamp = ended ? 1 : server.stamps.get(tag)! + 1;
        server.stamps.set(tag, stamp).set(`end of ${tag}`, server.clock.now() + lifeMs);
        return [stamp];
      },
    })),
  ),
  fault(
    "keeps its stamps to itself",
    ["shares its stamps with other processes"],
    tagging(() => {
      const stamps = new Map<string, number>();
      return {
        stamps: async (tags) => tags.map((tag) => stamps.get(tag) ?? 0),
        invalidate: async (tags) =>
          tags.map((tag) => {
            stamps.set(tag, (stamps.get(tag) ?? 0) + 1);
            return stamps.get(tag)!;
          }),
      };
    }),
  ),
  fault(
    "gives errors of no class of ours once it is closed",
    ["answers for tags once it is closed, with errors if need be"],
    tagging((right) => ({
      stamps: async (tags, context) =>
        (await right.stamps(tags, context)).map((stamp) =>
          stamp instanceof CacheError ? (new Error("closed") as CacheError) : stamp,
        ),
    })),
  ),
];
