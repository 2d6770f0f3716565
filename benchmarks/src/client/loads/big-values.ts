import { BIG_VALUE_BYTES, bigOps, type Op } from "../../data.ts";
import { inTurn, loops } from "../../drives.ts";
import { expectReply } from "../../expect.ts";
import type { Drive } from "../../phase.ts";
import type { Peer } from "../peer.ts";

const LOOPS = 100;

/** GET and SET of 16 KiB as text. */
export async function bigText(peer: Peer): Promise<Drive> {
  const ops = bigOps();
  const first = await peer.get(ops[0]!.key);
  expectReply("a big value's length", first?.length, BIG_VALUE_BYTES);
  return loops(
    LOOPS,
    inTurn(ops, (op) => (op.value === undefined ? peer.get(op.key) : peer.set(op.key, op.value))),
  );
}

/** GET and SET of 16 KiB as bytes. */
export async function bigBytes(peer: Peer): Promise<Drive> {
  const ops = bigOps().map(toBytes);
  const first = await peer.getBytes(ops[0]!.key);
  expectReply("a big value's type", Buffer.isBuffer(first), true);
  expectReply("a big value's length", first?.length, BIG_VALUE_BYTES);
  return loops(
    LOOPS,
    inTurn(ops, (op) => (op.value === undefined ? peer.getBytes(op.key) : peer.set(op.key, op.value))),
  );
}

function toBytes(op: Op): Op<Buffer> {
  return { key: op.key, value: op.value === undefined ? undefined : Buffer.from(op.value) };
}
