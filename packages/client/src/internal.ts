/**
 * The machinery beneath the client, for the proxy of the same version. It may change with any release: nothing else may
 * depend on it.
 */
export { type Address, addressText } from "./address.ts";
export { blockTimeMs } from "./commands/block-time.ts";
export { type CommandSpec, Flag } from "./commands/command.ts";
export { fixedFirstKey } from "./commands/key-specs.ts";
export { keyPositions } from "./commands/keys.ts";
export { specNamed } from "./commands/lookup.ts";
export { plainSpec } from "./commands/plain-spec.ts";
export { isForAll } from "./commands/policies.ts";
export { commandTable, isContainer } from "./commands/table.ts";
export { type OpenFleet, openFleet } from "./connect.ts";
export type { Bundled } from "./connection/bundled.ts";
export { Call, NEVER } from "./connection/call.ts";
export { CoarseTimer } from "./connection/coarse-timer.ts";
export { type Collected, Collector, outcomesOf } from "./connection/collector.ts";
export type { Connection, ConnectionOwner } from "./connection/connection.ts";
export type { Again, Flow, Order, Passage, Upload } from "./connection/passage.ts";
export { RingQueue } from "./connection/ring-queue.ts";
export { Turn } from "./connection/turn.ts";
export { CredentialSource } from "./credentials.ts";
export { wholeText } from "./errors.ts";
export { splitBySlots } from "./fleet/fan-out.ts";
export { isFromScript } from "./fleet/source.ts";
export type { Dispatcher } from "./link/dispatcher.ts";
export type { Lease } from "./link/lease.ts";
export type { Settings } from "./options.ts";
export { PubSub } from "./pubsub/pubsub.ts";
export type { Listener } from "./pubsub/topic.ts";
export { combine } from "./routes/combine.ts";
export { slotOf } from "./routes/slot.ts";
export { type Runtime, systemRuntime } from "./runtime.ts";
export { Holding } from "./sessions/holding.ts";
