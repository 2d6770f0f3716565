import type { Reply } from "fairlead-resp";
import type { CommandSpec, ResponsePolicy } from "../commands/command.ts";
import { Call } from "../connection/call.ts";
import { type Collected, Collector, partialError } from "../connection/collector.ts";
import { combine } from "../routes/combine.ts";
import { type Leg, splitBySlot } from "../routes/split.ts";

interface Target {
  send(call: Call): void;
}

/**
 * Sends a call to several nodes if it is one of those: split by slot (MGET, MSET, DEL ...) or to every primary
 * (DBSIZE, FLUSHALL ...). Returns `false`, and does nothing, if one node will do.
 */
export function fanOut(
  call: Call,
  primaries: readonly Target[],
  cluster: { dispatch(call: Call): void },
): boolean {
  const { spec } = call;
  if (spec.request === "multi_shard") return splitCall(call, cluster);
  const everywhere = spec.request === "all_shards" || spec.request === "all_nodes";
  // Replies that only make sense side by side stay one node's.
  if (!everywhere || spec.response === "special" || primaries.length === 0) return false;
  const raw = undecoded(spec);
  const enough = spec.response === "one_succeeded" ? "one" : "all";
  const join = (replies: readonly Reply[]): Reply => combine(replies, spec.response);
  const collector = new Collector(primaries.length, (collected) => settle(call, collected, join, enough));
  primaries.forEach((link, part) => {
    link.send(new Call(raw, call.args, call.mode, call.deadline, call.idempotent, collector, part));
  });
  return true;
}

function splitCall(call: Call, cluster: { dispatch(call: Call): void }): boolean {
  const { spec, args } = call;
  const legs = splitBySlot(args, spec.keys[0]?.find.kind === "range" ? spec.keys[0].find.step : 1);
  const [first] = legs;
  if (first === undefined) return false;
  if (legs.length === 1) {
    call.slot = first.slot;
    cluster.dispatch(call);
    return true;
  }
  const raw = undecoded(spec);
  const join = (replies: readonly Reply[]): Reply => joinLegs(legs, replies, spec.response);
  const collector = new Collector(legs.length, (collected) => settle(call, collected, join, "all"));
  legs.forEach((leg, part) => {
    const legCall = new Call(raw, leg.args, call.mode, call.deadline, call.idempotent, collector, part);
    legCall.slot = leg.slot;
    cluster.dispatch(legCall);
  });
  return true;
}

/** With `enough` `"one"` a single success will do, and only successes are joined. */
function settle(
  call: Call,
  collected: Collected,
  join: (replies: readonly Reply[]) => Reply,
  enough: "all" | "one",
): void {
  const replies = collected.replies as readonly Reply[];
  const { failures } = collected;
  if (failures !== undefined && (enough === "all" || failures.size === replies.length)) {
    call.reject(partialError(call.spec.name, collected));
    return;
  }
  try {
    call.fulfil(join(failures === undefined ? replies : replies.filter((_, part) => !failures.has(part))));
  } catch (error) {
    call.reject(error);
  }
}

/** Elements go back to the places of their keys; other replies are combined by policy. */
function joinLegs(
  legs: readonly Leg[],
  replies: readonly Reply[],
  policy: ResponsePolicy | undefined,
): Reply {
  if (policy !== undefined || !Array.isArray(replies[0])) return combine(replies, policy);
  const joined: Reply[] = [];
  legs.forEach((leg, at) => {
    const elements = replies[at] as Reply[];
    leg.positions.forEach((position, index) => {
      joined[position] = elements[index] ?? null;
    });
  });
  return joined;
}

const rawSpecs = new WeakMap<CommandSpec, CommandSpec>();

/** The same command, its reply left as it comes: only the whole is decoded. */
function undecoded(spec: CommandSpec): CommandSpec {
  if (spec.decode === undefined) return spec;
  let raw = rawSpecs.get(spec);
  if (raw === undefined) {
    raw = { ...spec, decode: undefined };
    rawSpecs.set(spec, raw);
  }
  return raw;
}
