import { isIP } from "node:net";
import type { Reply } from "fairlead-resp";
import { type Address, addressText, parseHostPort } from "../address.ts";
import { SLOT_COUNT } from "../route.ts";
import type { ClusterNode, Shard, Topology } from "../topology.ts";

/** What one node believes: its CLUSTER SLOTS, with the configuration epoch of each primary from its CLUSTER NODES. */
export interface View {
  readonly claims: readonly Claim[];
}

interface Claim {
  readonly from: number;
  readonly to: number;
  readonly epoch: number;
  readonly primary: ClusterNode;
  readonly replicas: readonly ClusterNode[];
}

/**
 * Reads one node's answers. A null or empty host stands for `askedAt` (cluster-spec: the endpoint used to ask); a
 * node whose host is `?` can't be reached by anybody and is left out, with its slots if it is their primary.
 * https://valkey.io/commands/cluster-slots/
 * @throws {TypeError} when the reply is not of the documented form.
 */
export function readView(slots: Reply, nodes: Reply, askedAt: Address): View {
  if (!Array.isArray(slots)) throw new TypeError("CLUSTER SLOTS did not answer with an array");
  const epochs = readEpochs(nodes);
  const claims: Claim[] = [];
  for (const entry of slots) {
    if (!Array.isArray(entry)) throw new TypeError("CLUSTER SLOTS answered with an entry that is no array");
    const [from, to, first, ...others] = entry;
    if (!isSlot(from) || !isSlot(to) || from > to)
      throw new TypeError("CLUSTER SLOTS answered with a bad range");
    const primary = readNode(first, askedAt);
    if (primary === undefined) continue;
    const replicas = others.map((node) => readNode(node, askedAt)).filter((node) => node !== undefined);
    claims.push({ from, to, epoch: epochs.get(primary.id) ?? 0, primary, replicas });
  }
  return { claims };
}

/**
 * One topology from what several nodes believe: each slot belongs to the claim with the highest configuration
 * epoch, as the nodes themselves settle it (cluster-spec: hash slots configuration propagation); among equals to
 * the one that more nodes believe. A stale or cut-off node so never takes a slot back.
 */
export function mergeViews(views: readonly View[]): Topology {
  const winners = new Map<string, { claim: Claim; votes: number }>();
  for (const claim of views.flatMap((view) => view.claims)) {
    const key = `${addressText(claim.primary.address)} ${claim.from} ${claim.to}`;
    const known = winners.get(key);
    if (known === undefined) winners.set(key, { claim, votes: 1 });
    else
      winners.set(key, {
        claim: known.claim.epoch >= claim.epoch ? known.claim : claim,
        votes: known.votes + 1,
      });
  }
  // Painted from weakest to strongest, so that the strongest stays.
  const ranked = [...winners.values()].sort((a, b) => a.claim.epoch - b.claim.epoch || a.votes - b.votes);
  const owners: (Claim | undefined)[] = new Array(SLOT_COUNT).fill(undefined);
  for (const { claim } of ranked) owners.fill(claim, claim.from, claim.to + 1);
  return { shards: collectShards(owners) };
}

function collectShards(owners: readonly (Claim | undefined)[]): Shard[] {
  const shards = new Map<string, { claim: Claim; slots: [number, number][] }>();
  let open: { claim: Claim; slots: [number, number][] } | undefined;
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const claim = owners[slot];
    const last = open?.slots.at(-1);
    if (
      claim !== undefined &&
      open !== undefined &&
      last !== undefined &&
      sameNode(open.claim.primary, claim.primary)
    ) {
      last[1] = slot;
      continue;
    }
    open = claim === undefined ? undefined : shardOf(shards, claim);
    open?.slots.push([slot, slot]);
  }
  return [...shards.values()].map(({ claim, slots }) => ({
    primary: claim.primary,
    replicas: claim.replicas,
    slots,
  }));
}

function shardOf(shards: Map<string, { claim: Claim; slots: [number, number][] }>, claim: Claim) {
  const key = addressText(claim.primary.address);
  let shard = shards.get(key);
  if (shard === undefined) {
    shard = { claim, slots: [] };
    shards.set(key, shard);
  }
  return shard;
}

function sameNode(a: ClusterNode, b: ClusterNode): boolean {
  return a.address.host === b.address.host && a.address.port === b.address.port;
}

function isSlot(value: Reply | undefined): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < SLOT_COUNT;
}

function readNode(entry: Reply | undefined, askedAt: Address): ClusterNode | undefined {
  if (!Array.isArray(entry)) throw new TypeError("CLUSTER SLOTS answered with a node that is no array");
  const [host, port, id, more] = entry;
  if (host === "?" || typeof port !== "number") return undefined;
  const known = typeof host === "string" && host !== "" ? host : askedAt.host;
  const aliases = readAliases(more).filter((name) => name !== known && name !== "" && name !== "?");
  const name = isIP(known) === 0 ? undefined : aliases.find((alias) => isIP(alias) === 0);
  const address = name === undefined ? { host: known, port } : { host: known, port, servername: name };
  return { id: typeof id === "string" ? id : "", address, ...(aliases.length === 0 ? {} : { aliases }) };
}

/** The node's other names, from the metadata behind its id: names and values in turn, or a map (RESP3). */
function readAliases(more: Reply | undefined): string[] {
  if (typeof more !== "object" || more === null) return [];
  const values = Array.isArray(more) ? more.filter((_, at) => at % 2 === 1) : Object.values(more);
  return values.filter((value) => typeof value === "string");
}

/** Node id -> configuration epoch, from the lines of CLUSTER NODES. https://valkey.io/commands/cluster-nodes/ */
function readEpochs(nodes: Reply): Map<string, number> {
  const epochs = new Map<string, number>();
  if (typeof nodes !== "string") return epochs;
  for (const line of nodes.split("\n")) {
    const fields = line.split(" ");
    const epoch = Number(fields[6]);
    if (fields.length >= 8 && Number.isFinite(epoch)) epochs.set(fields[0] as string, epoch);
  }
  return epochs;
}

/** Which server a redirect names; an empty host is the one that sent it. `undefined` if it can't be read. */
export function redirectTarget(text: string, from: Address): Address | undefined {
  const address = parseHostPort(text);
  if (address === undefined || address.host === "?") return undefined;
  return address.host === "" ? { host: from.host, port: address.port } : address;
}
