import type { ErrorReply } from "fairlead-resp";
import type { Address } from "../address.ts";
import { Flag } from "../commands/command.ts";
import { type Call, Phase } from "../connection/call.ts";
import { refusalOf } from "../connection/refusal.ts";
import { publishRedirect } from "../diagnostics/publish.ts";
import type { Ears } from "../link/dispatcher.ts";
import type { RetryQueue } from "../link/retry-queue.ts";
import type { Origin } from "../pool/blocking.ts";
import type { Nodes } from "./nodes.ts";
import { isAboutPlace, isToReplica } from "./pins.ts";
import type { Refresher } from "./refresher.ts";
import type { Router } from "./router.ts";
import { sendInFull } from "./send-in-full.ts";
import type { Source } from "./source.ts";

/** Redirects followed at once; further ones wait, lest two nodes that disagree keep a call running in circles. */
const PROMPT_REDIRECTS = 3;

/** Follows what servers say when they refuse a call: it goes elsewhere, again later, or fails. */
export class Refusals {
  private readonly source: Source;
  private readonly nodes: Nodes;
  private readonly router: Router;
  private readonly retries: RetryQueue;
  private readonly refresher: Refresher;
  private readonly ears: Ears | undefined;

  constructor(
    source: Source,
    nodes: Nodes,
    router: Router,
    retries: RetryQueue,
    refresher: Refresher,
    ears: Ears | undefined,
  ) {
    this.source = source;
    this.nodes = nodes;
    this.router = router;
    this.retries = retries;
    this.refresher = refresher;
    this.ears = ears;
  }

  refused(link: Origin, call: Call, answer: ErrorReply): void {
    const reply = call.bundle?.reason(answer) ?? answer;
    if (sendInFull(link, call, reply, this.router)) return;
    const error = refusalOf(call, reply, link.name);
    const verdict = this.source.judge(reply, call.slot, link.address);
    if (call.options?.route?.kind === "byAddress" && isAboutPlace(reply.code)) {
      this.refresher.soon();
      call.reject(error);
      return;
    }
    switch (verdict.kind) {
      case "final":
      case "later":
        if (verdict.refresh === true) this.refresher.soon();
        this.end(verdict.kind, call, error);
        if (verdict.reconnect === true && !isToReplica(call.options?.route)) {
          link.reconnect("The server is a replica now");
        }
        return;
      case "moved":
        this.refresher.soon();
        if (verdict.address !== undefined) this.nodes.move(verdict.slot, this.nodes.at(verdict.address));
        publishRedirect("MOVED", call.spec.name, verdict.slot, link.name, verdict.address);
        this.follow(call, verdict.address, link, error);
        return;
      case "ask":
        this.ears?.asked(call);
        publishRedirect("ASK", call.spec.name, verdict.slot, link.name, verdict.address);
        this.follow(call, verdict.address, link, error, true);
    }
  }

  private end(kind: "final" | "later", call: Call, error: Error): void {
    if (kind === "final") call.reject(error);
    else if (this.mayGoAgain(call, () => call.reject(error))) this.retries.add(call, error);
  }

  /** `false` if its sender will have it dispatched again, later, or given up. */
  mayGoAgain(call: Call, giveUp: () => void): boolean {
    const { passage, order, slot } = call;
    if (passage === undefined && order === undefined) return true;
    call.phase = Phase.WAITING;
    const again = (overtaken: boolean): void => {
      if (overtaken) {
        giveUp();
        return;
      }
      makeWay(call);
      this.router.dispatch(call);
    };
    makeWay(call);
    return passage?.stray(again) ?? order?.stray(slot, again) ?? true;
  }

  /** Sends a redirected call on: at once as long as that leads somewhere, else after a pause. */
  private follow(call: Call, address: Address | undefined, from: Origin, error: Error, asking = false): void {
    if (!this.mayGoAgain(call, () => call.reject(error))) return;
    const target = address === undefined ? undefined : this.nodes.at(address);
    const again = target === undefined || target.name === from.name || call.attempts >= PROMPT_REDIRECTS;
    if (again || isToReplica(call.options?.route)) {
      this.retries.add(call, error);
      return;
    }
    call.asking = asking;
    call.attempts++;
    call.obstacle = error;
    call.phase = Phase.WAITING;
    this.router.send(target, call);
  }
}

/** What is likely to have a large reply gets a connection of its own, or all others would make way for it again and again. */
function makeWay(call: Call): void {
  if (call.passage?.bulky === true && (call.spec.flags & Flag.READONLY) !== 0) call.blocking = true;
}
