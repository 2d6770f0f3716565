import { connect } from "./connect.ts";
import { ClusterConnection } from "./ioredis/cluster-connection.ts";
import { Connection } from "./ioredis/connection.ts";
import type { Engine } from "./ioredis/engine.ts";
import {
  type ClusterNodeAddress,
  type ClusterOptions,
  type RedisOptions,
  redisOptions,
  resolveRedis,
} from "./ioredis/options.ts";
import type { ClientOptions } from "./options.ts";

export type { ClusterNode } from "./ioredis/cluster-node.ts";
export type { Callback, CommandMethods } from "./ioredis/commander.ts";
export type {
  ClusterNodeAddress,
  ClusterOptions,
  ConnectionOptions,
  RedisOptions,
} from "./ioredis/options.ts";
export type { Pipeline, Result } from "./ioredis/pipeline.ts";
export type { ScanStreamOptions } from "./ioredis/scan-stream.ts";
export type { ScriptDefinition } from "./ioredis/script.ts";

/**
 * One server, with the part of ioredis's interface that `docs/guide/migrating.md` describes: `new Redis(port, host, options)`,
 * `new Redis(url, options)`, `new Redis(options)`.
 * @throws {UsageError} `ERR_USAGE_OPTION` for options of ioredis that are not supported; `ERR_USAGE_URL`.
 */
export class Redis extends Connection {
  readonly isCluster = false;
  /** What it was made with, and ioredis's defaults. */
  readonly options: RedisOptions;

  constructor(...given: readonly (number | string | RedisOptions | undefined)[]) {
    const options = redisOptions(given);
    super(resolveRedis(options));
    this.options = options;
  }

  /** Another one with the same options, those in `override` excepted. */
  duplicate(override?: RedisOptions): Redis {
    return new Redis({ ...this.options, ...override });
  }

  protected override open(urls: readonly string[], options: ClientOptions): Promise<Engine> {
    return connect(urls, options);
  }
}

/**
 * A cluster, with the part of ioredis's interface that `docs/guide/migrating.md` describes.
 * @throws {UsageError} as {@link Redis}.
 */
export class Cluster extends ClusterConnection {
  /** Another one with the same nodes and options, those given excepted. */
  duplicate(nodes?: readonly ClusterNodeAddress[], override?: ClusterOptions): Cluster {
    return new Cluster(nodes ?? this.startupNodes, { ...this.options, ...override });
  }

  protected override open(urls: readonly string[], options: ClientOptions): Promise<Engine> {
    return connect(urls, options);
  }
}

// biome-ignore lint/style/noDefaultExport: ioredis has it both ways.
export { Redis as default };
