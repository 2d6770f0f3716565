import type { Reply } from "fairlead-resp";
import type { ResponsePolicy } from "../commands/command.ts";

/**
 * One reply from the replies of several nodes, as the command's response policy says. Without a policy arrays are
 * concatenated, and of other replies the first stands for all.
 * https://valkey.io/topics/command-tips/
 * @param random gives a number in [0, 1): of several replies that would do, not always the same node's is taken.
 * @throws {TypeError} when a reply is not of the kind that the policy combines.
 */
export function combine(
  replies: readonly Reply[],
  policy: ResponsePolicy | undefined,
  random: () => number = Math.random,
): Reply {
  const first = replies[0] ?? null;
  switch (policy) {
    case "agg_sum":
      return fold(replies, (a, b) => a + b);
    case "agg_min":
      return fold(replies, Math.min);
    case "agg_max":
      return fold(replies, Math.max);
    case "agg_logical_and":
      return fold(replies, (a, b) => (a !== 0 && b !== 0 ? 1 : 0));
    case "agg_logical_or":
      return fold(replies, (a, b) => (a !== 0 || b !== 0 ? 1 : 0));
    case "union":
      return [...new Map(concatenated(replies).map((element) => [identity(element), element])).values()];
    case "sum_by_name":
      return sumByName(replies);
    case "any_not_null":
      return oneOf(
        replies.filter((reply) => reply !== null),
        random,
      );
    default:
      return Array.isArray(first) ? concatenated(replies) : first;
  }
}

function concatenated(replies: readonly Reply[]): Reply[] {
  return replies.flatMap((reply) => {
    if (!Array.isArray(reply)) throw unfit("arrays");
    return reply;
  });
}

/** What makes elements the same: text, or the content of bytes. */
function identity(element: Reply): Reply {
  return Buffer.isBuffer(element) ? element.toString("latin1") : element;
}

function sumByName(replies: readonly Reply[]): Reply {
  const sums = new Map<Reply, [name: Reply, sum: number]>();
  for (const reply of replies) {
    if (!Array.isArray(reply)) throw unfit("names and numbers in turn");
    for (let at = 0; at < reply.length; at += 2) {
      const name = reply[at] as Reply;
      const count = reply[at + 1];
      if (typeof count !== "number") throw unfit("names and numbers in turn");
      const id = identity(name);
      sums.set(id, [name, (sums.get(id)?.[1] ?? 0) + count]);
    }
  }
  return [...sums.values()].flat();
}

function oneOf(replies: readonly Reply[], random: () => number): Reply {
  return replies[Math.floor(random() * replies.length)] ?? null;
}

/** Numbers with numbers, and arrays of numbers element by element. */
function fold(replies: readonly Reply[], merge: (a: number, b: number) => number): Reply {
  return replies.reduce((a, b) => foldTwo(a, b, merge));
}

function foldTwo(a: Reply, b: Reply, merge: (a: number, b: number) => number): Reply {
  if (typeof a === "number" && typeof b === "number") return merge(a, b);
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    return a.map((element, at) => foldTwo(element, b[at] as Reply, merge));
  }
  throw unfit("numbers of one shape");
}

function unfit(kind: string): TypeError {
  return new TypeError(`The nodes' replies can't be combined: they are not ${kind}`);
}
