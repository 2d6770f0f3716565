import { type Address, addressText } from "../address.ts";
import type { CallOptions } from "../call-options.ts";
import type { Command } from "../commands/command.ts";
import { type Callback, type CommandMethods, installCommander, nodeify } from "./commander.ts";
import type { Invocation } from "./invocation.ts";

/** Sends a command to one node. */
export type SendTo = (command: Command, bytes: boolean, options: CallOptions) => Promise<unknown>;

// biome-ignore lint/suspicious/noExplicitAny: replies are as untyped as those of the interface this one stands in for.
export interface ClusterNode extends CommandMethods<Promise<any>> {}

/** One node of a cluster: its commands go there, whatever their keys. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods are made from the command table.
export class ClusterNode {
  readonly status = "ready";
  readonly isCluster = false;
  readonly options: { readonly host: string; readonly port: number };
  readonly keyPrefix: string;
  private readonly sendTo: SendTo;
  private readonly pinned: CallOptions;

  /** @internal */
  constructor(address: Address, keyPrefix: string, sendTo: SendTo) {
    if (!("get" in this)) installCommander(ClusterNode.prototype);
    this.options = { host: address.host, port: address.port };
    this.keyPrefix = keyPrefix;
    this.sendTo = sendTo;
    this.pinned = { route: { kind: "byAddress", address } };
  }

  /** `host:port` */
  toString(): string {
    return addressText(this.options);
  }

  /** @internal */
  invoke(make: () => Invocation, bytes: boolean, callback: Callback | undefined): Promise<unknown> {
    const run = async (): Promise<unknown> => {
      const invocation = make();
      return invocation.kind === "command" ? this.sendTo(invocation.command, bytes, this.pinned) : undefined;
    };
    return nodeify(run(), callback);
  }
}
