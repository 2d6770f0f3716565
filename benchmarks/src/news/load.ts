// The process of a load of news readers: does one, reports once, and ends.
import { describe } from "../phase.ts";
import type { Costed } from "../proxied/costed.ts";
import { growthOf } from "../proxied/growth.ts";
import { type Loop, measureLoops } from "../proxied/loops.ts";
import { VirtualClient } from "../proxied/virtual-client.ts";
import type { Address } from "../servers/address.ts";
import type { Figures, Pace, Trial } from "../suite.ts";
import { FETCH, GREETING, OVERVIEW, SELECT, statsFrom } from "./dataset.ts";
import type { Workload } from "./workloads.ts";

/** What the process is told, as JSON, in its first argument. */
export interface Job {
  readonly work: Workload["work"];
  readonly sessions: number;
  readonly target: NewsTarget;
  readonly pace: Pace;
}

/** What a load is sent to, and whose costs are measured. */
export interface NewsTarget extends Costed {
  readonly address: Address;
  /** Who signs its certificate, as PEM. Default: no TLS. */
  readonly ca?: string;
}

const PIPELINED = 16;

process.on("disconnect", () => process.exit());
process.send!(await perform(JSON.parse(process.argv[2]!) as Job), () => process.exit());

async function perform(job: Job): Promise<Trial> {
  try {
    return { figures: await figuresOf(job) };
  } catch (error) {
    return { error: describe(error) };
  }
}

async function figuresOf({ work, sessions, target, pace }: Job): Promise<Figures> {
  if (work === "idle") {
    (await checked(target)).close(); // there is one session's worth already
    return growthOf(target, sessions, () => checked(target));
  }
  const loops = await Promise.all(
    Array.from({ length: sessions }, async (_, index) => loopOf(work, await greeted(target), index)),
  );
  const figures = await measureLoops(loops, target, pace);
  if (work === "stat") return figures;
  const bytes = work === "over" ? OVERVIEW.reply.length : FETCH.reply.length;
  return { ...figures, megabytesPerSecond: (figures.opsPerSecond! * bytes) / 1_000_000 };
}

async function loopOf(
  work: Exclude<Job["work"], "idle">,
  client: VirtualClient,
  index: number,
): Promise<Loop> {
  switch (work) {
    case "article":
      return { client, next: () => FETCH };
    case "over":
      await client.exchange(SELECT);
      return { client, next: () => OVERVIEW };
    case "stat": {
      const list = Array.from({ length: 64 }, (_, batch) =>
        statsFrom((index * 64 + batch) * PIPELINED, PIPELINED),
      );
      let at = 0;
      return { client, next: () => list[at++ % list.length]!, operations: PIPELINED };
    }
  }
}

/** A session that has done a little. */
async function checked(target: NewsTarget): Promise<VirtualClient> {
  const client = await greeted(target);
  await client.exchange(statsFrom(0, 2));
  return client;
}

async function greeted({ address, ca }: NewsTarget): Promise<VirtualClient> {
  const client = await VirtualClient.open(address, ca);
  await client.exchange({ request: Buffer.alloc(0), reply: Buffer.from(GREETING) });
  return client;
}
