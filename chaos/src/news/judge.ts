import type { SessionMode } from "./world.ts";

/** What may excuse a reply that is not the right one. */
export interface Circumstances {
  readonly mode: SessionMode;
  /** Every provider that has the article, or the session's group, was struck lately; or one, where none has it. */
  readonly unreachable: boolean;
  readonly someTroubled: boolean;
  /** Every provider was. */
  readonly allTroubled: boolean;
  /** Every provider may have said lately that it has not got the article. */
  readonly allLack: boolean;
  /** One may have. */
  readonly someLack: boolean;
}

/** What a reply is: the right one, an error that may be, or what must not be. */
export type Verdict = "right" | "excused" | "wrong";

/** Judges the reply to a request that names an article by its message-id. */
export function judgeById(reply: Buffer, right: Buffer, circumstances: Circumstances): Verdict {
  const { mode, unreachable, allLack, someLack } = circumstances;
  if (reply.equals(right)) return "right";
  switch (statusOf(reply)) {
    case "430":
      // One connection to one provider has what that one has.
      return allLack || (mode === "stateful" && someLack) ? "excused" : "wrong";
    case "403":
      return unreachable ? "excused" : "wrong";
    default:
      return "wrong";
  }
}

/** Judges the refusal of a GROUP that all providers know. */
export function judgeNoGroup(reply: Buffer, { mode, someTroubled, allTroubled }: Circumstances): Verdict {
  // One connection to one provider has what that one has.
  const mayBe = allTroubled || (mode === "stateful" && someTroubled);
  return mayBe && (statusOf(reply) === "403" || statusOf(reply) === "411") ? "excused" : "wrong";
}

/** Judges the reply to a request in a group. `excused`: the session is in no group any more. */
export function judgeInGroup(reply: Buffer, right: Buffer, { unreachable }: Circumstances): Verdict {
  if (reply.equals(right)) return "right";
  return unreachable && statusOf(reply) === "412" ? "excused" : "wrong";
}

/** Whether what came before the end of a connection is the beginning of the right reply, and not all of it. */
export function isCutOff(part: Buffer, right: Buffer): boolean {
  return part.length < right.length && right.subarray(0, part.length).equals(part);
}

export function statusOf(reply: Buffer): string {
  return reply.toString("latin1", 0, 3);
}
