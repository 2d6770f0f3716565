import {
  type Action,
  abandoned,
  decide,
  type Effect,
  ended,
  heldBy,
  lost,
  released,
  type Sending,
  type SessionMode,
  type SessionState,
  type Settlement,
  settled,
  start,
} from "fairlead-session";
import { expect } from "vitest";
import { type Planned, ReferenceConnection } from "./reference-server.ts";

interface Sent {
  readonly request: Planned;
  readonly action: Sending;
}

/**
 * A session loop as a proxy would run it, with a test's hand on when replies arrive. Beside it stands what the loop
 * must not know: what the servers remember, and what the client counts on. Every step is checked against those.
 */
export class SessionLoop {
  state: SessionState;
  private readonly mode: SessionMode;
  private readonly queue: Planned[];
  private readonly shared: Sent[] = [];
  private readonly onLease: Sent[] = [];
  private connection: ReferenceConnection | undefined;
  private borrowed = false;
  /** Binding holds that the client counts on and no server keeps. */
  private readonly broken = new Set<string>();
  private waiting = false;

  constructor(mode: SessionMode, requests: readonly Planned[]) {
    this.mode = mode;
    this.queue = [...requests];
    this.state = start(mode);
  }

  /** Takes one of the steps that are possible now. False if there is none. */
  step(choice: number): boolean {
    const steps: (() => void)[] = this.shared.map((_, index) => () => this.replyShared(index));
    if (this.onLease.length > 0) steps.push(() => this.replyOnLease());
    if (this.queue.length > 0 && !this.waiting) steps.push(() => this.decideNext());
    if (this.connection !== undefined && choice % 31 === 0) steps.push(() => this.lose());
    if (this.connection !== undefined && choice % 37 === 0) steps.push(() => this.drop("subscription"));
    if (this.queue.length > 1 && choice % 41 === 0) steps.push(() => this.abandonNext());
    if (this.state.kind !== "closed" && choice % 43 === 0) steps.push(() => this.release());
    if (steps.length === 0) {
      // Whoever waits must have something to wait for.
      expect(this.queue).toEqual([]);
      return false;
    }
    steps[choice % steps.length]!();
    this.checkAtRest();
    return true;
  }

  private decideNext(): void {
    const request = this.queue[0]!;
    const { action, state } = decide(this.state, request.effect);
    this.waiting = action.kind === "wait";
    if (this.waiting) expect(state).toEqual(this.state);
    else this.queue.shift();
    this.state = state;
    this.act(action, request);
  }

  private abandonNext(): void {
    const { effect } = this.queue.shift()!;
    this.waiting = false;
    if (effect.kind === "forward" || effect.kind === "borrow" || effect.kind === "answer") return;
    if (this.connection !== undefined) this.lose();
    this.state = abandoned(this.state, effect);
    if (effect.kind === "pin" && effect.binding) for (const hold of effect.holds) this.broken.add(hold);
  }

  private release(): void {
    if (this.connection !== undefined) this.lose();
    this.state = released(this.state);
    this.broken.clear();
    this.waiting = false;
    expect(heldBy(this.state)).toEqual([]);
  }

  private act(action: Action, request: Planned): void {
    switch (action.kind) {
      case "share":
        this.share({ request, action });
        break;
      case "borrow":
      case "acquire":
        this.takeConnection({ request, action });
        break;
      case "lease":
        this.sendOnLease({ request, action });
        break;
      case "wait":
        expect(this.shared.length + this.onLease.length).toBeGreaterThan(0);
        break;
      case "answer":
        this.letGo(request.effect, action.ended);
        break;
      case "refuse":
        this.refuse(request.effect, action.reason);
        break;
      case "quit":
        this.quit(action.holds);
    }
  }

  private share(sent: Sent): void {
    expect(this.mode).not.toBe("stateful");
    expect(this.connection?.possibleMemories() ?? []).toEqual([]);
    expect(this.onLease).toEqual([]);
    expect([...this.broken]).toEqual([]);
    this.shared.push(sent);
  }

  private takeConnection(sent: Sent): void {
    expect(this.connection).toBeUndefined();
    // Order: nothing that was sent before may still be on its way.
    expect(this.shared).toEqual([]);
    expect([...this.broken]).toEqual([]);
    this.borrowed = sent.action.kind === "borrow";
    if (this.borrowed) expect(sent.request.effect.kind).toBe("borrow");
    else expect(this.mode).not.toBe("per-command");
    this.connection = new ReferenceConnection();
    this.connection.ask(sent.request);
    this.onLease.push(sent);
  }

  private sendOnLease(sent: Sent): void {
    expect(this.borrowed).toBe(false);
    expect(this.shared).toEqual([]);
    if (this.mode !== "stateful") expect([...this.connection!.proposedOrConfirmed()]).not.toEqual([]);
    this.connection!.ask(sent.request);
    this.onLease.push(sent);
  }

  private letGo(effect: Effect, letGo: readonly string[]): void {
    expect(this.connection === undefined || effect.kind === "answer").toBe(true);
    const before = [...this.broken];
    if (effect.kind === "unpin") {
      for (const hold of effect.holds === "all" ? before : effect.holds) {
        if (hold !== "session" || effect.holds === "all") this.broken.delete(hold);
      }
    }
    // Holds are a set: which was broken first is nobody's business.
    expect([...letGo].sort()).toEqual(before.filter((hold) => !this.broken.has(hold)).sort());
  }

  private refuse(effect: Effect, reason: string): void {
    expect(reason).toBe(this.broken.size > 0 ? "broken" : "mode");
    const proposes = effect.kind === "pin" || effect.kind === "relay";
    if (reason === "mode") expect(this.mode === "per-command" && proposes).toBe(true);
    if (effect.kind === "pin" && effect.binding) {
      for (const hold of effect.holds) this.broken.add(hold);
    }
  }

  private quit(holds: readonly string[]): void {
    expect(this.shared.length + this.onLease.length).toBe(0);
    expect(holds.length > 0).toBe(this.connection !== undefined);
    expect(withoutSession(holds)).toEqual([...(this.connection?.memory() ?? [])].sort());
    this.connection = undefined;
    this.broken.clear();
  }

  private replyShared(index: number): void {
    const [sent] = this.shared.splice(index, 1);
    this.settle(sent!);
  }

  private replyOnLease(): void {
    this.connection!.answer();
    this.settle(this.onLease.shift()!);
  }

  private drop(hold: string): void {
    this.waiting = false;
    this.connection!.drop(hold);
    this.follow(ended(this.state, [hold]));
  }

  private settle({ action, request }: Sent): void {
    this.waiting = false;
    this.follow(settled(this.state, action, request.refused ? "refused" : "accepted"));
  }

  private follow({ state, release }: Settlement): void {
    this.state = state;
    if (!release) return;
    expect(this.mode).not.toBe("stateful");
    expect(this.connection!.awaited).toBe(0);
    expect([...this.connection!.memory()]).toEqual([]);
    this.connection = undefined;
  }

  private lose(): void {
    const counted = this.connection!.proposedOrConfirmed();
    const binding = ["watch", "transaction"].filter((hold) => counted.has(hold));
    if (this.mode === "stateful") binding.unshift("session");
    const { state, holds } = lost(this.state);
    expect(withoutSession(holds)).toEqual([...counted].sort());
    for (const hold of binding) this.broken.add(hold);
    this.state = state;
    this.waiting = false;
    this.connection = undefined;
    this.onLease.length = 0;
  }

  /** With every reply in, the session knows exactly what the server remembers, and keeps a connection only for that. */
  private checkAtRest(): void {
    expect(this.state.kind === "broken").toBe(this.broken.size > 0);
    if (this.onLease.length > 0 || this.state.kind === "closed") return;
    const remembered = [...(this.connection?.memory() ?? [])].sort();
    expect(withoutSession(heldBy(this.state))).toEqual(remembered);
    if (this.mode !== "stateful") expect(this.connection !== undefined).toBe(remembered.length > 0);
  }
}

function withoutSession(holds: readonly string[]): string[] {
  return holds.filter((hold) => hold !== "session").sort();
}
