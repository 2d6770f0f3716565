export { type Address, LOOPBACK } from "./address.ts";
export {
  ensureServer,
  ensureTool,
  locateServer,
  type ServerBinary,
  type ServerKind,
  tryServer,
} from "./binaries.ts";
export { type Certificates, makeCertificates } from "./certificates.ts";
export { ManualClock } from "./clock.ts";
export { Cluster, type ClusterOptions, startCluster } from "./cluster.ts";
export { ClusterNode } from "./cluster-node.ts";
export type { Shard } from "./cluster-shards.ts";
export type { NodeRow, SlotRange } from "./cluster-view.ts";
export { CommandError } from "./control.ts";
export { fakeLookup, type Lookup } from "./fake-lookup.ts";
export {
  Bytes,
  bytes,
  Fake,
  FakeConnection,
  type FakeHandler,
  type FakeReply,
  type FakeRequest,
  handshake,
  moved,
  OK,
  startFake,
} from "./fake-resp.ts";
export type { Direction } from "./faults.ts";
export { type ForeignClient, tryForeignClient } from "./foreign-client.ts";
export type { MoveOptions, MoveProgress } from "./move-slots.ts";
export { freePort } from "./ports.ts";
export type { Promotion } from "./promote.ts";
export { reaper } from "./reaper.ts";
export {
  GROUP_NAME,
  SentinelGroup,
  type SentinelGroupOptions,
  startSentinelGroup,
} from "./sentinel-group.ts";
export { Server, type ServerOptions, startServer } from "./server.ts";
export { type UntilOptions, until } from "./until.ts";
export { startWire, type Target, Wire, type WireOptions } from "./wire.ts";
