export type { Address } from "./address.ts";
export type { CallOptions } from "./call-options.ts";
export type { Client } from "./client.ts";
export type { Arg, Command, CommandSpec, Key, Reply } from "./commands/command.ts";
export type * from "./commands/commands.generated.ts";
export { commands } from "./commands/commands.ts";
export type { Call, Many, Outcomes, Pairs, PipelineOptions, Replies, StreamEntry } from "./commands/types.ts";
export { connect } from "./connect.ts";
export type { Credentials, GivenCredentials } from "./credentials.ts";
export type {
  ChannelEvents,
  CommandBatch,
  CommandEvent,
  ConnectEvent,
  PoolEvent,
  PubSubGapEvent,
  RedirectEvent,
  RetryEvent,
} from "./diagnostics/events.ts";
export {
  ConnectionError,
  type ConnectionErrorCode,
  type Delivery,
  DeliveryError,
  type DeliveryErrorCode,
  FanOutError,
  type Outcome,
  PartialError,
  ReplyError,
  RouteError,
  type RouteErrorCode,
  UsageError,
  type UsageErrorCode,
  ValueError,
  type ValueErrorCode,
} from "./errors.ts";
export type { ClientEvents } from "./events/client-events.ts";
export type { ClientState } from "./events/client-state.ts";
export type { ClientStats } from "./link/load.ts";
export type { ClientOptions, GivenTls, PoolOptions, SentinelOptions } from "./options.ts";
export type { Gap, GapReason, Message } from "./pubsub/inbox.ts";
export type { SubscribeOptions } from "./pubsub/subscribe-options.ts";
export type { Subscription } from "./pubsub/subscription.ts";
export type { ReadCandidate, ReadFrom } from "./read-from.ts";
export { type ManyRoute, type OneRoute, type Role, type Route, type Routes, routes } from "./route.ts";
export type { MemberScanOptions } from "./scan/members.ts";
export type { Scan, ScanOptions } from "./scan/scan.ts";
export { defineFunction, defineScript } from "./scripts/define.ts";
export type {
  FunctionDefinition,
  Script,
  ScriptCall,
  ScriptDefinition,
  ScriptOptions,
  ScriptTypes,
} from "./scripts/types.ts";
export {
  SessionError,
  type SessionErrorCode,
  TransactionError,
  type TransactionErrorCode,
} from "./session-errors.ts";
export type { Session } from "./sessions/session.ts";
export type { SessionOptions } from "./sessions/session-options.ts";
export type { ClusterNode, Shard, Topology, TopologyChange } from "./topology.ts";
export type { Invalidation, SlotRanges } from "./tracking/invalidation.ts";
export type { Tracked, Tracking, TrackingOptions } from "./tracking/tracking.ts";
export type { AtomicOptions } from "./transactions/atomic.ts";
export type { TransactionOptions } from "./transactions/attempts.ts";
export type { Transaction } from "./transactions/transaction.ts";
export type { GetStreamOptions, SetStreamOptions, ValueStream } from "./values/value-stream.ts";
