import { setTimeout as sleep } from "node:timers/promises";
import { wholeNumber } from "../random.ts";
import type { NewsFault, NewsFaultName } from "./news-fault.ts";
import type { ChaosProvider } from "./provider.ts";

const OUT_MS = 1_500;
/** Longer than the proxy waits for a reply. */
const FROZEN_MS = 3_500;

const FAULTS: Readonly<Record<NewsFaultName, Omit<NewsFault, "name">>> = {
  dies: {
    about: "a provider breaks off in the middle of articles, then is away for a time",
    inject: ({ target, random }) =>
      target.trouble(async () => {
        target.cutsArticles = random;
        await sleep(300);
        target.cutsArticles = undefined;
        await away(target);
      }),
  },
  freezes: {
    about: "a provider says nothing any more, its connections stay open",
    inject: ({ target }) =>
      target.trouble(async () => {
        target.wire.halfOpen();
        await sleep(FROZEN_MS);
        await target.wire.restore();
      }),
  },
  cuts: {
    about: "connections to a provider are cut again and again, after any byte",
    inject: ({ target, random }) =>
      target.trouble(async () => {
        for (let times = 0; times < 12; times++) {
          target.wire.cutAfter(wholeNumber(random, 0, 400_000), "toClient");
          await sleep(120);
        }
        await target.wire.restore();
      }),
  },
  "says-400": {
    about: "a provider greets and answers with 400, and closes",
    inject: ({ target }) =>
      target.trouble(async () => {
        target.says400(true);
        await sleep(OUT_MS);
        target.says400(false);
      }),
  },
  refuses: {
    about: "a provider is away",
    inject: ({ target }) => target.trouble(() => away(target)),
  },
  "tier-0-out": {
    about: "all providers of tier 0 are away",
    inject: async ({ providers }) => {
      const struck = providers.filter(({ tier }) => tier === 0);
      await Promise.all(struck.map((provider) => provider.trouble(() => away(provider))));
    },
  },
  "loses-articles": {
    about: "a provider has half of its articles no more, and has them again",
    inject: async ({ target, random }) => {
      target.loses([...target.library.byId.keys()].filter(() => random() < 0.5));
      await sleep(OUT_MS);
      target.loses([]);
      await sleep(OUT_MS);
    },
  },
  "forgets-groups": {
    about: "a provider knows no groups any more, and its connections are cut",
    inject: ({ target }) =>
      target.trouble(async () => {
        target.forgetsGroups = true;
        target.wire.cut();
        await sleep(OUT_MS);
        target.forgetsGroups = false;
      }),
  },
  reload: {
    about: "the proxy reads another configuration three times, with other limits for its providers",
    inject: async ({ reload }) => {
      for (let times = 0; times < 3; times++) {
        await reload();
        await sleep(400);
      }
    },
  },
  drain: {
    about: "the proxy says goodbye, and another one takes its place",
    inject: async ({ drain }) => {
      const how = await drain();
      if (how !== "code 0") throw new Error(`the proxy that was to say goodbye ended with ${how}`);
    },
  },
};

/** The faults of these names, in the order of the catalogue. */
export function newsFaultsNamed(names: ReadonlySet<NewsFaultName>): NewsFault[] {
  return (Object.keys(FAULTS) as NewsFaultName[])
    .filter((name) => names.has(name))
    .map((name) => ({ name, ...FAULTS[name] }));
}

async function away({ wire }: ChaosProvider): Promise<void> {
  wire.refuse();
  wire.cut();
  await sleep(OUT_MS);
  await wire.restore();
}
