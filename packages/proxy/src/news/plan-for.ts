import type { SessionState } from "fairlead-session";
import { classify, type Plan } from "../nntp/classify.ts";
import { commandOf } from "../nntp/commands.ts";
import type { Request } from "../nntp/request.ts";
import type { Situation } from "../nntp/situation.ts";

/** What is done with a request in a session that is pinned, or not. */
export function planFor(request: Request, at: Situation, kind: SessionState["kind"]): Plan {
  const plan = classify(request, at);
  if (kind === "pinned") return isForOthers(plan, at) ? { ...plan, effect: { kind: "answer" } } : plan;
  // What nobody here knows may mean the group, if there is one.
  const isStranger = plan.do === "grouped" && commandOf(request.verb) === undefined;
  return isStranger && at.mode === "hybrid"
    ? { do: "stateless", effect: { kind: "forward" }, alone: false }
    : plan;
}

/** Whether it goes past the provider of the session's group. */
function isForOthers(plan: Plan, { mode }: Situation): boolean {
  if (plan.do === "post" || plan.do === "ihave") return true;
  return mode === "hybrid" && (plan.do === "article" || plan.do === "stateless");
}
