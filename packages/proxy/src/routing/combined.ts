import { PartialError } from "fairlead";
import { type Collected, type CommandSpec, combine, outcomesOf } from "fairlead/internal";
import type { Reply } from "fairlead-resp";

/**
 * The reply of several backends to one command, each itself made of those of its nodes: combined by the same policy.
 * Replies by node stay so, those of all backends together.
 * @throws {PartialError} with the outcome of every node, or of the backend where it had only one.
 */
export function combined({ name, response }: CommandSpec, collected: Collected): unknown {
  const { replies, failures } = collected;
  const enough = response === "one_succeeded" && failures !== undefined && failures.size < replies.length;
  if (failures !== undefined && !enough)
    throw new PartialError(name, outcomesOf(collected).flatMap(outcomesIn));
  const all = replies.filter((_, backend) => !failures?.has(backend));
  return all[0] instanceof Map
    ? byNode(all as ReadonlyMap<string, unknown>[])
    : combine(all as Reply[], response);
}

type Outcome = PartialError["outcomes"][number];

function outcomesIn(outcome: Outcome): readonly Outcome[] {
  if (outcome.status === "fulfilled") return [outcome];
  const { outcomes } = outcome.reason as { outcomes?: Iterable<Outcome> | ReadonlyMap<string, Outcome> };
  if (outcomes instanceof Map) return [...outcomes.values()];
  return outcomes === undefined ? [outcome] : [...(outcomes as Iterable<Outcome>)];
}

/** Two backends may have the same servers. */
function byNode(replies: readonly ReadonlyMap<string, unknown>[]): Map<string, unknown> {
  return new Map(
    replies.flatMap((each, backend) =>
      [...each].map(([node, reply]): [string, unknown] => [`${backend} ${node}`, reply]),
    ),
  );
}
