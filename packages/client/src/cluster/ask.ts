import { DecodeMode, type Reply } from "fairlead-resp";
import type { Address } from "../address.ts";
import { Flag } from "../commands/command.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import { Call } from "../connection/call.ts";
import type { Runtime } from "../runtime.ts";
import { readView, type View } from "./topology.ts";

const CLUSTER_SLOTS = plainSpec("CLUSTER SLOTS", Flag.READONLY);
const CLUSTER_NODES = plainSpec("CLUSTER NODES", Flag.READONLY);

/** Milliseconds a node has to say what it knows of the cluster. */
const ASK_TIMEOUT_MS = 1_000;

/**
 * Asks one node for its view of the cluster, in one write.
 * @throws the node's refusal, a `DeliveryError`, or `TypeError` for an answer that makes no sense.
 */
export async function askForView(
  target: { send(call: Call): void },
  address: Address,
  runtime: Runtime,
): Promise<View> {
  const deadline = runtime.now() + ASK_TIMEOUT_MS;
  const [slots, nodes] = [CLUSTER_SLOTS, CLUSTER_NODES].map((spec) => {
    const call = new Call(spec, [], DecodeMode.PLAIN, deadline, true);
    const reply = call.promise() as Promise<Reply>;
    target.send(call);
    return reply;
  }) as [Promise<Reply>, Promise<Reply>];
  // Epochs are an improvement: users whose ACL hides CLUSTER NODES do without.
  return readView(...(await Promise.all([slots, nodes.catch(() => null)])), address);
}
