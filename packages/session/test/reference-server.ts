import type { Effect } from "fairlead-session";

/** One request as the test plans it: whether the server will refuse it is known here, and only here. */
export interface Planned {
  readonly effect: Effect;
  readonly refused: boolean;
}

/** What one server connection remembers, written down as plainly as possible: a list of requests, played from the start. */
export class ReferenceConnection {
  private readonly asked: Planned[] = [];
  private answered = 0;

  ask(request: Planned): void {
    this.asked.push(request);
  }

  answer(): void {
    this.answered += 1;
  }

  /** The server drops a hold by itself, and says so before its next reply. */
  drop(hold: string): void {
    this.asked.splice(this.answered, 0, { effect: { kind: "unpin", holds: [hold] }, refused: false });
    this.answered += 1;
  }

  get awaited(): number {
    return this.asked.length - this.answered;
  }

  /** What may be remembered now: requests awaiting their reply may have run, up to any one of them. */
  possibleMemories(): Set<string>[] {
    const memories: Set<string>[] = [];
    for (let ran = this.answered; ran <= this.asked.length; ran++) {
      memories.push(played(this.asked.slice(0, ran).filter((request) => !request.refused)));
    }
    return memories;
  }

  /** What the server remembers once it has run all it was asked. */
  memory(): Set<string> {
    return played(this.asked.filter((request) => !request.refused));
  }

  /** What somebody must assume who knows the replies so far and hopes for the best: proposed, or confirmed. */
  proposedOrConfirmed(): Set<string> {
    return played(this.asked.filter((request, index) => index >= this.answered || !request.refused));
  }
}

function played(requests: readonly Planned[]): Set<string> {
  const memory = new Set<string>();
  for (const { effect } of requests) play(effect, memory);
  return memory;
}

function play(effect: Effect, memory: Set<string>): void {
  if (effect.kind === "pin" || effect.kind === "relay") {
    for (const hold of effect.holds) memory.add(hold);
  } else if (effect.kind === "unpin") {
    for (const hold of effect.holds === "all" ? [...memory] : effect.holds) memory.delete(hold);
  }
}
