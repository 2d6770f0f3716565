import type { Arg, Reply } from "fairlead-resp";
import type { Address } from "../address.ts";
import type { CommandSpec, ResponsePolicy } from "../commands/command.ts";
import { Flag } from "../commands/command.ts";
import { isCombined } from "../commands/policies.ts";
import { Call } from "../connection/call.ts";
import { type Collected, Collector, outcomesOf, partialError } from "../connection/collector.ts";
import { FanOutError, RouteError } from "../errors.ts";
import { combine } from "../routes/combine.ts";
import { type Leg, splitBySlot } from "../routes/split.ts";

interface Target {
  readonly name: string;
  readonly address: Address;
}

interface Sender {
  dispatch(call: Call): void;
}

/**
 * Sends a call to each of `nodes`. It gives their combined reply, or, where replies can't be combined, a `Map` from
 * each node's address to its reply; with `partial: true` a `Map` to each node's outcome. Each part stays with its node.
 */
export function fanOut(call: Call, nodes: readonly Target[], sender: Sender): void {
  const partial = call.options?.partial === true;
  const combined = isCombined(call.spec) && !partial;
  const spec = combined ? undecoded(call.spec) : call.spec;
  const names = nodes.map(({ name }) => name);
  const collector = new Collector(nodes.length, (collected) => {
    if (partial) call.deliver(byName(names, outcomesOf(collected)));
    else if (hasNodeGone(collected) && isHarmless(call)) sender.dispatch(call);
    else if (fails(call.spec, collected)) {
      call.reject(new FanOutError(call.spec.name, byName(names, outcomesOf(collected))));
    } else if (combined) joined(call, () => combine(succeeded(collected), call.spec.response));
    else call.deliver(byName(names, collected.replies));
  });
  const legs = nodes.map(({ address }, part) => {
    const leg = new Call(spec, call.args, call.mode, call.deadline, call.idempotent, collector, part);
    leg.options = { route: { kind: "byAddress", address } };
    leg.blocking = call.blocking;
    return leg;
  });
  sendLegs(call, legs, sender);
}

/**
 * Splits a call by the slots of its keys (MGET, MSET, DEL ...); `false`, and nothing is done, if it has no keys.
 * `slotFor`: the slot of a key, if it is not that of a cluster.
 */
export function splitBySlots(call: Call, sender: Sender, slotFor?: (key: Arg) => number): boolean {
  const { spec, args } = call;
  const step = spec.keys[0]?.find.kind === "range" ? spec.keys[0].find.step : 1;
  const legs = splitBySlot(args, step, slotFor);
  const [first] = legs;
  if (first === undefined) return false;
  if (legs.length === 1) {
    call.slot = first.slot;
    sender.dispatch(call);
    return true;
  }
  const raw = undecoded(spec);
  const collector = new Collector(legs.length, (collected) => {
    if (collected.failures !== undefined) call.reject(partialError(spec.name, collected));
    else joined(call, () => joinLegs(legs, collected.replies as readonly Reply[], spec.response));
  });
  const calls = legs.map((leg, part) => {
    const legCall = new Call(raw, leg.args, call.mode, call.deadline, call.idempotent, collector, part);
    legCall.slot = leg.slot;
    legCall.options = call.options;
    const { order } = call;
    if (order !== undefined) {
      legCall.order = order;
      legCall.release = () => order.settled(leg.slot);
    }
    return legCall;
  });
  sendLegs(call, calls, sender);
  return true;
}

/** When the whole is settled early, by an abort, parts that wait must not be sent any more. */
function sendLegs(call: Call, legs: readonly Call[], sender: Sender): void {
  const before = call.release;
  call.release = () => {
    before?.();
    for (const leg of legs) leg.reject(ABANDONED);
  };
  for (const leg of legs) sender.dispatch(leg);
}

const ABANDONED = new Error("The caller has given up the whole call");

function joined(call: Call, join: () => Reply): void {
  try {
    call.fulfil(join());
  } catch (error) {
    call.reject(error);
  }
}

/** Whether the nodes changed meanwhile, so that the call went to the wrong ones. */
function hasNodeGone({ failures }: Collected): boolean {
  return [...(failures?.values() ?? [])].some(
    (error) => error instanceof RouteError && error.code === "ERR_ROUTE_UNKNOWN_ADDRESS",
  );
}

function isHarmless({ spec, idempotent }: Call): boolean {
  return idempotent || (spec.flags & Flag.READONLY) !== 0;
}

function fails(spec: CommandSpec, { failures, replies }: Collected): boolean {
  if (failures === undefined) return false;
  return spec.response !== "one_succeeded" || failures.size === replies.length;
}

function succeeded({ replies, failures }: Collected): readonly Reply[] {
  const all = replies as readonly Reply[];
  return failures === undefined ? all : all.filter((_, part) => !failures.has(part));
}

function byName<T>(names: readonly string[], values: readonly T[]): Map<string, T> {
  return new Map(names.map((name, part) => [name, values[part] as T]));
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
