import { DecodeMode } from "fairlead-resp";
import { Flag } from "../commands/command.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import { Call } from "../connection/call.ts";
import type { Settings } from "../options.ts";
import type { Node } from "./node.ts";

const INFO = plainSpec("INFO", Flag.READONLY);

/** Learns in which availability zone each node is: from the caller's own function, else from the node (Valkey 8 tells). */
export class Zones {
  private readonly asked = new WeakSet<Node>();
  private readonly settings: Settings;

  private constructor(settings: Settings) {
    this.settings = settings;
  }

  /** `undefined` where reads don't depend on zones. */
  static ifNeeded(settings: Settings): Zones | undefined {
    const { readFrom } = settings;
    const needed = readFrom === "azAffinity" || readFrom === "azAffinityReplicasAndPrimary";
    return needed || typeof readFrom === "function" ? new Zones(settings) : undefined;
  }

  /** Asks those that haven't said yet. Without an answer a node is asked again at the next look at the topology. */
  ask(nodes: readonly Node[]): void {
    for (const node of nodes) {
      node.zone ??= this.settings.zoneOf?.(node.address);
      if (node.zone !== undefined || this.asked.has(node)) continue;
      this.asked.add(node);
      this.askNode(node).catch(() => this.asked.delete(node));
    }
  }

  private async askNode(node: Node): Promise<void> {
    const { runtime, timeoutMs } = this.settings;
    const call = new Call(INFO, ["server"], DecodeMode.PLAIN, runtime.now() + timeoutMs, true);
    // A look at the topology dispatches calls again that wait for a connection: no other node may answer this one.
    call.options = { route: { kind: "byAddress", address: node.address } };
    const reply = call.promise();
    node.reader.send(call);
    node.zone = readZone(String(await reply));
  }
}

/** https://valkey.io/commands/info/: `availability_zone`, empty where none is configured. */
function readZone(info: string): string | undefined {
  const zone = /^availability_zone:(.+?)\r?$/m.exec(info)?.[1];
  return zone === undefined || zone === "" ? undefined : zone;
}
