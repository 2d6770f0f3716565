import { ReplyError } from "fairlead";
import { type Call, Holding } from "fairlead/internal";
import { OwnMirror } from "./own-mirror.ts";
import { ownSlot } from "./slots.ts";
import type { Lane } from "./upstream.ts";

/** The connection that a session has to itself while it is pinned. */
export class OwnConnection {
  /** The slot that it serves; -1 for none in particular. */
  slot = -1;
  private holding: Holding | undefined = undefined;
  private mirror: OwnMirror | undefined = undefined;
  private readonly onLost: () => void;

  constructor(onLost: () => void) {
    this.onLost = onLost;
  }

  /** Whether there is one, or is to be. */
  get taken(): boolean {
    return this.holding !== undefined;
  }

  acquire(lane: Lane, slot: number, deadline: number): void {
    const dispatcher = lane.home(slot);
    const holding = new Holding(dispatcher.leases, {
      refused: (call, { code, message }, address) =>
        call.reject(new ReplyError(code, message, call.spec.name, address)),
      lost: () => {
        if (this.holding !== holding) return;
        this.holding = undefined;
        this.onLost();
      },
    });
    this.holding = holding;
    this.mirror = lane.mirror && new OwnMirror(lane.mirror);
    this.slot = slot;
    holding.acquire(dispatcher.addressOf(ownSlot(slot)), deadline);
  }

  send(call: Call): void {
    if (this.holding === undefined) call.fail("ERR_CONNECTION_LOST", undefined);
    else this.holding.send(this.mirror === undefined ? call : this.mirror.sent(call));
  }

  /** Gives it back, clean. */
  release(): void {
    this.holding?.release();
    this.holding = undefined;
  }

  /** Ends it, whatever is under way on it. */
  discard(): void {
    const { holding } = this;
    this.holding = undefined;
    holding?.discard();
  }

  /** Ends it, and tells that it is lost: nobody knows what the server remembers on it. */
  giveUp(): void {
    this.holding?.giveUp();
  }
}
