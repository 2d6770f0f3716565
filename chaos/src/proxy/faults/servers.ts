import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterNode } from "fairlead-harness";
import { killClients } from "../../faults/client-kill-all.ts";
import { pick, wholeNumber } from "../../random.ts";
import type { Loss } from "../world.ts";
import type { ProxyFault, ProxyField } from "./proxy-fault.ts";

const ELECTION_MS = 20_000;
const REPLICATION_MS = 5_000;
const AFTERWARDS_MS = 1_000;
/** What a primary that was frozen may acknowledge yet, until it hears of its successor. */
const UNAWARE_MS = 2_000;
const SLOTS = 40;
const ROUNDS_OF_KILLS = 3;
const BETWEEN_MS = 300;
const CUTS_LAST_MS = 2_500;
const CUT_EVERY_MS = 100;
const MOST_BYTES = 20_000;
const SILENT_MS = 3_000;
const DELAY_MS = 60;

export const reshard: ProxyFault = {
  name: "reshard",
  about: "slots of the sessions moved from one primary to another and back",
  async inject({ cluster, shards, target, places }) {
    const from = shards[target]!.primary;
    const to = shards[(target + 1) % shards.length]!.primary;
    const tags = places.filter(({ shard }) => shard === target).map(({ tag }) => tag);
    const all = await Promise.all(tags.map((tag) => from.command("CLUSTER", "KEYSLOT", tag)));
    const slots = [...new Set(all.map(Number))].slice(0, SLOTS);
    await cluster.moveSlots(slots, from, to, { batch: 10 });
    await cluster.moveSlots(slots, to, from, { batch: 10 });
    return [];
  },
};

export const failover: ProxyFault = {
  name: "failover",
  about: "a replica takes over in agreement with its primary (CLUSTER FAILOVER)",
  async inject({ cluster, shards, target }) {
    await cluster.promote(shards[target]!.replicas[0]!);
    await sleep(AFTERWARDS_MS);
    return [];
  },
};

export const killAllClients: ProxyFault = {
  name: "kill-clients",
  about: "every connection of the proxy killed by the servers, three times over",
  strikes: "all",
  async inject({ cluster }) {
    for (let round = 0; round < ROUNDS_OF_KILLS; round++) {
      await Promise.all(cluster.nodes.map(killClients));
      await sleep(BETWEEN_MS);
    }
    return [];
  },
};

export const killPrimary: ProxyFault = {
  name: "kill-primary",
  about: "one primary killed (SIGKILL), its replica elected, the old one restarted",
  strikes: "target",
  async inject(field) {
    const { primary } = field.shards[field.target]!;
    const loss = await expectLoss(field, primary);
    await primary.kill();
    await elected(field, primary);
    loss.toMs = performance.now();
    await sleep(AFTERWARDS_MS);
    await primary.restart();
    return [];
  },
};

export const frozenPrimary: ProxyFault = {
  name: "frozen-primary",
  about: "one primary frozen (SIGSTOP) until its replica is elected, then thawed",
  strikes: "target",
  async inject(field) {
    const { primary } = field.shards[field.target]!;
    const loss = await expectLoss(field, primary);
    primary.freeze();
    try {
      await elected(field, primary);
      await sleep(AFTERWARDS_MS);
    } finally {
      primary.thaw();
    }
    await sleep(UNAWARE_MS);
    loss.toMs = performance.now();
    return [];
  },
};

/** What the primary acknowledges from here on it may lose. What was before, its replica has. */
async function expectLoss({ crowd, target, places }: ProxyField, primary: ClusterNode): Promise<Loss> {
  const loss: Loss = { shard: target, fromMs: performance.now(), toMs: Number.POSITIVE_INFINITY };
  const { tag } = places.find(({ shard }) => shard === target)!;
  await primary.command("SET", `{${tag}}:mark`, "");
  await primary.command("WAIT", 1, REPLICATION_MS);
  crowd.world.losses.push(loss);
  return loss;
}

async function elected({ pulse }: ProxyField, primary: ClusterNode): Promise<void> {
  await pulse.promotion(({ succeeds }) => succeeds === primary.address, ELECTION_MS);
}

export const replaceAll: ProxyFault = {
  name: "replace-all",
  about: "every node replaced by a new one",
  async inject({ cluster }) {
    await cluster.replaceAllNodes();
    await sleep(AFTERWARDS_MS);
    return [];
  },
};

export const cutRandom: ProxyFault = {
  name: "cut",
  about: "connections cut in the middle of what they carry, at random bytes, ten times a second",
  wired: true,
  strikes: "all",
  async inject({ cluster, random }) {
    for (const end = performance.now() + CUTS_LAST_MS; performance.now() < end; ) {
      const direction = random() < 0.5 ? "toServer" : "toClient";
      pick(random, cluster.nodes).wire!.cutAfter(wholeNumber(random, 0, MOST_BYTES), direction);
      await sleep(CUT_EVERY_MS);
    }
    for (const node of cluster.nodes) await node.wire?.restore();
    return [];
  },
};

export const halfOpen: ProxyFault = {
  name: "half-open",
  about: "one primary's connections fall silent without closing, for 3 s",
  wired: true,
  strikes: "target",
  async inject({ shards, target }) {
    const wire = shards[target]!.primary.wire!;
    wire.halfOpen();
    await sleep(SILENT_MS);
    await wire.restore();
    await sleep(AFTERWARDS_MS);
    return [];
  },
};

export const delay: ProxyFault = {
  name: "delay",
  about: `one primary's bytes ${DELAY_MS} ms late, either way`,
  wired: true,
  isHarmless: true,
  strikes: "target",
  async inject({ shards, target }) {
    const wire = shards[target]!.primary.wire!;
    wire.delay(DELAY_MS);
    await sleep(SILENT_MS);
    await wire.restore();
    return [];
  },
};
