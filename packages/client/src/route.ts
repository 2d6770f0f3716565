import type { Arg } from "fairlead-resp";
import { type Address, isPort, parseHostPort } from "./address.ts";
import { UsageError } from "./errors.ts";

/**
 * Which node of a shard: its primary; one of its replicas, whatever the client's `readFrom` says; or a replica if one
 * is there, else the primary.
 */
export type Role = "primary" | "replica" | "preferReplica";

/** A route to one node: the call gives one reply. Made by {@link routes}. */
export type OneRoute =
  | { readonly kind: "randomNode" }
  | { readonly kind: "anyPrimary" }
  /** The shard of the command's own keys. */
  | { readonly kind: "ownKeys"; readonly role: Role }
  | { readonly kind: "slotKey"; readonly key: Arg; readonly role: Role }
  | { readonly kind: "slotId"; readonly slot: number; readonly role: Role }
  | { readonly kind: "byAddress"; readonly address: Address };

/** A route to many nodes. Replies that can be combined give one; others a `Map` from each node's address to its reply. */
export type ManyRoute = { readonly kind: "allNodes" } | { readonly kind: "allPrimaries" };

/** Where a call goes, in place of where the command itself belongs. Made by {@link routes}. */
export type Route = OneRoute | ManyRoute;

/** Slots of a cluster. https://valkey.io/topics/cluster-spec/ */
export const SLOT_COUNT = 16_384;

/** The routes there are. */
export interface Routes {
  /** Every node, replicas too. */
  readonly allNodes: ManyRoute;
  readonly allPrimaries: ManyRoute;
  /** Any node, replicas too, anew for each call. */
  readonly randomNode: OneRoute;
  readonly anyPrimary: OneRoute;
  /** The primary of the command's own keys. */
  readonly primary: OneRoute;
  /** A replica of the command's own keys; `ERR_ROUTE_NO_REPLICA` if there is none. */
  readonly replica: OneRoute;
  /** A replica of the command's own keys if one is there, else their primary. */
  readonly preferReplica: OneRoute;
  /**
   * The shard that owns `key`, which may be bytes; a hash tag counts as in every key. `role` is `"primary"` by default.
   * @throws {UsageError} `ERR_USAGE_ROUTE` if it can't be a key.
   */
  slotKey(key: Arg, role?: Role): OneRoute;
  /**
   * The shard that owns a slot. `role` is `"primary"` by default.
   * @throws {UsageError} `ERR_USAGE_ROUTE` if the slot is not 0 to 16383.
   */
  slotId(slot: number, role?: Role): OneRoute;
  /**
   * One node, by any name it is known by: `byAddress("10.0.0.7", 6379)`, `byAddress("node-1.example:6379")`,
   * `byAddress("[::1]:6379")`. A call to an address that no node has fails at once with `ERR_ROUTE_UNKNOWN_ADDRESS`.
   * @throws {UsageError} `ERR_USAGE_ROUTE` if it can't be an address.
   */
  byAddress(host: string, port?: number): OneRoute;
}

/**
 * Routes, for the option `route` of a call: `client.info({ route: routes.allNodes })`. They may be kept and used again.
 *
 * A route overrides the client's `readFrom`. By address and to many nodes it is a pin: a node that does not own the
 * command's keys refuses it with `MOVED`, which fails that node's part. Routes by key and slot follow the slot.
 */
export const routes: Routes = {
  allNodes: { kind: "allNodes" },
  allPrimaries: { kind: "allPrimaries" },
  randomNode: { kind: "randomNode" },
  anyPrimary: { kind: "anyPrimary" },
  primary: { kind: "ownKeys", role: "primary" },
  replica: { kind: "ownKeys", role: "replica" },
  preferReplica: { kind: "ownKeys", role: "preferReplica" },
  slotKey: (key, role = "primary") => checkRoute({ kind: "slotKey", key, role }),
  slotId: (slot, role = "primary") => checkRoute({ kind: "slotId", slot, role }),
  byAddress: (host, port) => checkRoute({ kind: "byAddress", address: addressOf(host, port) }),
};

/**
 * The route itself, if it is one: options may come from anywhere.
 * @throws {UsageError} `ERR_USAGE_ROUTE`, saying what is wrong.
 */
export function checkRoute<R extends Route>(route: R): R {
  const given: Route = route;
  switch (given?.kind) {
    case "allNodes":
    case "allPrimaries":
    case "randomNode":
    case "anyPrimary":
      return route;
    case "ownKeys":
      checkRole(given.role);
      return route;
    case "slotKey":
      checkRole(given.role);
      if (!isKey(given.key)) throw bad("a slot's key must be text, a number or bytes");
      return route;
    case "slotId":
      checkRole(given.role);
      if (!isSlot(given.slot)) throw bad(`a slot is a whole number from 0 to 16383, not ${given.slot}`);
      return route;
    case "byAddress":
      checkAddress(given.address);
      return route;
    default:
      throw bad("it must be one of `routes`");
  }
}

export function isManyRoute(route: Route): route is ManyRoute {
  return route.kind === "allNodes" || route.kind === "allPrimaries";
}

export function isSlot(slot: unknown): slot is number {
  return Number.isInteger(slot) && (slot as number) >= 0 && (slot as number) < SLOT_COUNT;
}

function checkRole(role: Role): void {
  if (role !== "primary" && role !== "replica" && role !== "preferReplica") {
    throw bad('a role is "primary", "replica" or "preferReplica"');
  }
}

function isKey(key: unknown): boolean {
  return ["string", "number", "bigint"].includes(typeof key) || key instanceof Uint8Array;
}

function checkAddress(address: Address): void {
  const isHost = typeof address?.host === "string" && address.host !== "" && !/[\s/@]/.test(address.host);
  if (!isHost && address?.path === undefined) throw bad("an address needs a host");
  if (isHost && !isPort(address.port)) throw bad(`a port is a whole number from 1 to 65535`);
}

function addressOf(host: string, port: number | undefined): Address {
  if (port !== undefined) return { host: /^\[.*\]$/.test(host) ? host.slice(1, -1) : host, port };
  const address = typeof host === "string" ? parseHostPort(host) : undefined;
  if (address === undefined) throw bad("an address is host:port, or a host and a port");
  return address;
}

function bad(what: string): UsageError {
  return new UsageError("ERR_USAGE_ROUTE", `This is no route: ${what}`);
}
