import { ReplyError } from "fairlead";
import { Call, type CommandSpec, Holding } from "fairlead/internal";
import { DecodeMode } from "fairlead-resp";
import { OwnMirror } from "./own-mirror.ts";
import { ownSlot } from "./slots.ts";
import type { Lane } from "./upstream.ts";

const NO_ARGS: readonly never[] = [];

type Receiver = ConstructorParameters<typeof Call>[5];

/** The connection that a session has to itself while it is pinned. */
export class OwnConnection {
  /** The slot that it serves; -1 for none in particular. */
  slot = -1;
  /** Another node serves that slot now. */
  misplaced = false;
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
    this.misplaced = false;
    holding.acquire(dispatcher.addressOf(ownSlot(slot)), deadline);
  }

  send(call: Call): void {
    if (this.holding === undefined) call.fail("ERR_CONNECTION_LOST", undefined);
    else this.holding.send(this.mirror === undefined ? call : this.mirror.sent(call));
  }

  /** Sends a request of the proxy's own. */
  say(spec: CommandSpec, bytes: Buffer, deadline: number, receiver: Receiver): void {
    const call = new Call(spec, NO_ARGS, DecodeMode.PLAIN, deadline, false, receiver);
    const to = bytes.length;
    call.passage = {
      bytes,
      from: 0,
      to,
      bulky: false,
      begun: false,
      overtaken: false,
      take: () => undefined,
      stray: () => true,
    };
    this.send(call);
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
