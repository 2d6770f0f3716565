import { growthOf } from "../../proxied/growth.ts";
import type { Figures } from "../../suite.ts";
import { checkReplies } from "../check-replies.ts";
import type { Target } from "../target.ts";

const SESSIONS = 5_000;

/** Sessions that have done a few commands and then wait: what they add to what the proxy has resident. */
export function idle(target: Target): Promise<Figures> {
  return growthOf(target, SESSIONS, () => checkReplies(target));
}
