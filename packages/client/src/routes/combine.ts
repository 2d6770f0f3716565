import type { Reply } from "fairlead-resp";
import type { ResponsePolicy } from "../commands/command.ts";

/**
 * One reply from the replies of several nodes, as the command's response policy says. Without a policy arrays are
 * concatenated, and of other replies the first stands for all.
 * https://valkey.io/topics/command-tips/
 * @throws {TypeError} when a reply is not of the kind that the policy combines.
 */
export function combine(replies: readonly Reply[], policy: ResponsePolicy | undefined): Reply {
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
    default:
      return Array.isArray(first) ? replies.flatMap((reply) => reply as Reply[]) : first;
  }
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
  throw new TypeError("The nodes' replies can't be combined: they are not numbers of one shape");
}
