import {
  decide,
  heldBy,
  lost,
  type Outcome,
  released,
  type SessionMode,
  type SessionState,
  settled,
  start,
} from "fairlead-session";
import { Brakes, type Flow } from "./brakes.ts";
import type { ClientSocket } from "./client-socket.ts";
import type { Dialogue, Ending, Flushing, LoopLimits } from "./dialogue.ts";
import { isAwaited, part } from "./goodbye.ts";
import { collides, isOvertaken } from "./order.ts";
import { Outbox, SOFT_LIMIT_BYTES } from "./outbox.ts";
import { Queue } from "./queue.ts";
import type { Slot, SlotOwner } from "./slot.ts";
import { type Again, type Stray, Strays } from "./strays.ts";

/** One client: its requests in, its replies out in their order, whatever they need on the way. */
export class SessionLoop<S extends Slot> implements SlotOwner {
  state: SessionState;
  /** When the client last sent something, or was sent something. */
  readAt: number;
  ending: Ending | undefined = undefined;
  private readonly dialogue: Dialogue<S>;
  private readonly socket: ClientSocket;
  readonly outbox: Outbox;
  private readonly turn: Flushing;
  private readonly limits: LoopLimits;
  private readonly onEnd: (why: Ending) => void;
  /** Requests whose replies are not out, in order. */
  private readonly slots = new Queue<S>();
  /** Requests that can't be begun yet, in order. */
  private readonly waiting = new Queue<S>();
  private readonly strays = new Strays(this.slots);
  /** What no request asked for, while a reply is half-way out. */
  private readonly interjections: Buffer[] = [];
  private count = 0;
  /** The last request that had to be alone. */
  private barrier: S | undefined = undefined;
  /** Requests under way past the session's own connection. */
  private asides = 0;
  private dirty = false;
  private pumping = false;
  /** Takes no more requests, and ends with the last reply. */
  private closing: Ending | undefined = undefined;
  private lastWords: Buffer | undefined = undefined;
  private readonly brakes: Brakes;

  constructor(
    socket: ClientSocket,
    mode: SessionMode,
    limits: LoopLimits,
    turn: Flushing,
    dialogue: (loop: SessionLoop<S>) => Dialogue<S>,
    onEnd: (why: Ending) => void,
  ) {
    this.socket = socket;
    this.state = start(mode);
    this.limits = limits;
    this.turn = turn;
    this.readAt = turn.now;
    this.outbox = new Outbox(socket);
    this.brakes = new Brakes(socket);
    this.onEnd = onEnd;
    this.dialogue = dialogue(this);
    socket.on("drain", () => {
      this.brakes.letGo();
      this.reconsiderReading();
    });
    socket.on("error", () => undefined); // its end follows
    socket.on("end", () => {
      if (isAwaited(socket, this.dialogue, [...this.slots, ...this.waiting])) this.close("quit");
      else this.end("client");
    });
    socket.on("close", () => this.end("client"));
  }

  get pending(): number {
    return this.slots.length + this.waiting.length;
  }

  /** Why it has a connection of its own. */
  get holds(): readonly string[] {
    return heldBy(this.state);
  }

  /** Bytes of the client; their memory is used again. */
  read(bytes: Buffer, length: number): void {
    if (this.ending !== undefined || this.closing !== undefined) return;
    this.turn.open();
    this.readAt = this.turn.now;
    this.dialogue.read(bytes, 0, length);
    this.reconsiderReading();
  }

  /** The next request. */
  take(request: S): void {
    if (this.ending !== undefined || this.closing !== undefined) return;
    request.number = ++this.count;
    request.owner = this;
    if (this.waiting.length > 0 || this.strays.any || !this.begin(request)) this.waiting.push(request);
  }

  put(bytes: Buffer, start: number, end: number): void {
    if (this.ending !== undefined) return;
    this.outbox.append(bytes, start, end);
    this.soil();
  }

  /** What no request asked for: goes out between two replies. */
  interject(bytes: Buffer): void {
    if (this.ending !== undefined) return;
    const first = this.slots.first;
    if (first?.begun === true && !first.done) {
      this.interjections.push(bytes);
      this.keeps(bytes.length);
      return;
    }
    this.outbox.append(bytes, 0, bytes.length);
    this.soil();
  }

  keeps(bytes: number): void {
    this.outbox.keptBytes += bytes;
    if (this.strays.any) this.strays.goOn();
    if (this.outbox.keptBytes > this.limits.maxBufferedBytes) this.end("slow-reader");
  }

  completed(slot: Slot, outcome: Outcome): void {
    if (this.ending !== undefined) return;
    const { sending } = slot;
    slot.sending = undefined;
    if (slot.aside) this.asides--;
    if (sending !== undefined) this.settle(settled(this.state, sending, outcome));
    this.strays.settled(slot);
    this.letOut();
    this.pump();
  }

  /** A request, or a part of one, is to be sent again; `false` if `again` is to be called for that later. */
  stray(stray: Stray, again: Again): boolean {
    return this.strays.add(stray, again);
  }

  straySettled(stray: Stray): void {
    this.strays.settled(stray);
    this.pump();
  }

  overtaken(number: number, group: number): boolean {
    return isOvertaken(this.slots, number, group);
  }

  /** The session's own connection is gone, and with it what was sent on it and these holds. */
  lost(): readonly string[] {
    for (const slot of this.slots) if (slot.sending?.kind !== "share") slot.sending = undefined;
    const { state, holds } = lost(this.state);
    this.state = state;
    return holds;
  }

  /** Nothing may be under way on its own connection; if that is given back, nothing is held any more. */
  become(mode: SessionMode): void {
    const wasStateful = this.state.kind === "pinned" && mode !== this.state.mode;
    this.state = { ...(wasStateful ? released(this.state) : this.state), mode };
  }

  /** A reply goes on at `flow`, which is held up while its reader is slow; rather late if others may wait for it. */
  slowDown(slot: Slot, flow: Flow): void {
    const { first } = this.slots;
    // Before the first reply has begun it may wait for just what would be held up.
    const most = flow.shared || first?.begun === false ? this.limits.maxBufferedBytes / 2 : SOFT_LIMIT_BYTES;
    if (this.outbox.bytesAhead(slot === first) >= most) this.brakes.holdUp(flow);
  }

  /** Whether the client's bytes have to wait for something of the protocol's. */
  holdReading(hold: boolean): void {
    this.brakes.held = hold;
    this.reconsiderReading();
  }

  /** Takes no more requests, and ends once those there are replied to; with these last words, if it was not about to end anyway. */
  close(why: Ending, lastWords?: Buffer): void {
    if (this.closing === undefined && lastWords !== undefined) this.lastWords = lastWords;
    this.closing ??= why;
    if (this.pending === 0) this.end(this.closing);
  }

  /** What the client sends means nothing: it is told so once everything before is replied to, and the session ends. */
  malformed(lastWords: Buffer): void {
    this.lastWords = lastWords;
    this.close("malformed");
  }

  /** Ends at once. */
  end(why: Ending): void {
    if (this.ending !== undefined) return;
    if (this.lastWords !== undefined) this.outbox.append(this.lastWords, 0, this.lastWords.length);
    this.ending = why;
    this.outbox.flush();
    part(this.socket, why);
    this.brakes.letGo();
    for (const slot of this.slots) slot.owner = undefined;
    this.slots.clear();
    this.waiting.clear();
    this.dialogue.end(why);
    this.onEnd(why);
  }

  flush(): void {
    this.dirty = false;
    if (this.ending !== undefined) return;
    this.readAt = this.turn.now;
    this.outbox.flush();
    if (this.outbox.length > this.limits.maxBufferedBytes) this.end("slow-reader");
    else this.reconsiderReading();
  }

  /** `false` if it has to wait. */
  private begin(request: S): boolean {
    const { dialogue, barrier } = this;
    if (barrier !== undefined && !barrier.done) return false;
    const effect = dialogue.classify(request);
    if (collides(request, effect, this.slots, this.asides)) return false;
    const { action, state } = decide(this.state, effect);
    if (action.kind === "wait") return false;
    this.state = state;
    request.effect = effect;
    if (request.aside) this.asides++;
    this.barrier = request.alone ? request : undefined;
    this.slots.push(request);
    if (this.slots.length === 1) request.begin();
    switch (action.kind) {
      case "answer":
        dialogue.answer(request, action.ended);
        break;
      case "refuse":
        dialogue.refuse(request, action.reason, action.holds);
        break;
      case "quit":
        this.waiting.clear();
        this.closing = "quit";
        dialogue.quit(request);
        break;
      default:
        request.sending = action;
        dialogue.perform(request, action);
    }
    return true;
  }

  private settle({ state, release }: { readonly state: SessionState; readonly release: boolean }): void {
    this.state = state;
    if (release) this.dialogue.release();
  }

  /** Lets out every reply whose turn it is. */
  private letOut(): void {
    if (this.outbox.length < SOFT_LIMIT_BYTES) this.brakes.letGo();
    while (this.slots.first?.done === true) {
      this.slots.shift();
      if (this.interjections.length > 0) this.interjectAll();
      this.slots.first?.begin();
    }
    if (this.closing !== undefined && this.pending === 0) this.end(this.closing);
  }

  private interjectAll(): void {
    for (const bytes of this.interjections.splice(0)) {
      this.keeps(-bytes.length);
      this.outbox.append(bytes, 0, bytes.length);
    }
    this.soil();
  }

  /** Begins what waits, as far as it may. */
  private pump(): void {
    if (this.pumping) return;
    this.pumping = true;
    const { waiting, strays } = this;
    while (waiting.first !== undefined && !strays.any && this.begin(waiting.first)) waiting.shift();
    this.pumping = false;
    if (this.brakes.on) this.reconsiderReading();
  }

  private soil(): void {
    if (this.dirty) return;
    this.dirty = true;
    this.turn.add(this);
  }

  private reconsiderReading(): void {
    if (this.ending !== undefined) return;
    this.brakes.read(this.pending >= this.limits.maxPipelined || this.outbox.length >= SOFT_LIMIT_BYTES);
  }
}
