import { mixedOps, type Op } from "../../data.ts";
import { batches, groups, inTurn, loops } from "../../drives.ts";
import { expectReply } from "../../expect.ts";
import type { Drive } from "../../phase.ts";
import type { Peer } from "../peer.ts";

/** How the mix of 80 % GET and 20 % SET is sent. */
export type Shape =
  | { readonly kind: "loops"; readonly count: number }
  | { readonly kind: "batch"; readonly size: number }
  | { readonly kind: "pipeline"; readonly size: number };

/** Drives a client with the mix. */
export async function mixed(peer: Peer, shape: Shape): Promise<Drive> {
  const ops = mixedOps();
  await checkMix(peer, ops.slice(0, 1_000));
  const issue = inTurn(ops, (op) => (op.value === undefined ? peer.get(op.key) : peer.set(op.key, op.value)));
  switch (shape.kind) {
    case "loops":
      return loops(shape.count, issue);
    case "batch":
      return batches(shape.size, issue);
    case "pipeline":
      return groups(
        shape.size,
        inTurn(split(ops, shape.size), (group) => peer.pipeline(group)),
      );
  }
}

function split(ops: readonly Op[], size: number): Op[][] {
  return Array.from({ length: Math.floor(ops.length / size) }, (_, at) =>
    ops.slice(at * size, (at + 1) * size),
  );
}

/** Both ways must bring each key's own value, in order. */
async function checkMix(peer: Peer, ops: readonly Op[]): Promise<void> {
  const replies = await peer.pipeline(ops);
  expectReply("a pipeline's length", replies.length, ops.length);
  const singles = await Promise.all(ops.map((op) => peer.get(op.key)));
  for (const [index, op] of ops.entries()) {
    const single = singles[index];
    expectReply(`GET ${op.key}`, single?.startsWith(`value of ${op.key} `), true);
    expectReply(`${op.key} in a pipeline`, replies[index], op.value === undefined ? single : "OK");
  }
}
