import type { Collected } from "./collected.ts";

/** How replies are to come: all, none, or all but that of the next command. */
export type ReplyMode = "on" | "off" | "skip-next" | "skip";

/** A transaction on the session's own connection. `refusal`: why it can't be run any more. */
export interface PinnedTransaction {
  refusal: string | undefined;
}

/** What a client has said of itself, and what it may count on: the state that a server would keep for it. */
export class Context {
  readonly id: number;
  /** Remote and local address. */
  readonly address: string;
  readonly localAddress: string;
  readonly connectedAt: number;
  protocol: 2 | 3 = 2;
  database = 0;
  name = "";
  library = "";
  libraryVersion = "";
  /** `undefined` until it has shown who it is, where it must. */
  user: string | undefined;
  replies: ReplyMode = "on";
  lastCommand = "";
  /** The server is to remember what the next command reads. */
  cachesNext = false;
  /** Commands collected since `MULTI`, where no key is watched. */
  collected: Collected | undefined = undefined;
  /** The same, where keys are watched. */
  transaction: PinnedTransaction | undefined = undefined;
  /** The slot of the watched keys. */
  watchedSlot: number | undefined = undefined;
  /** Watched keys that no server watches any more: the next transaction fails as if they had changed. */
  watchLost = false;

  constructor(
    id: number,
    address: string,
    localAddress: string,
    connectedAt: number,
    user: string | undefined,
  ) {
    this.id = id;
    this.address = address;
    this.localAddress = localAddress;
    this.connectedAt = connectedAt;
    this.user = user;
  }

  /** Forgets everything, as a server does for `RESET`, but who the client is. */
  reset(user: string | undefined): void {
    this.protocol = 2;
    this.database = 0;
    this.name = "";
    this.replies = "on";
    this.user = user;
    this.forgetTransaction();
  }

  /** Nothing is watched or collected any more. */
  forgetTransaction(): void {
    this.collected = this.transaction = this.watchedSlot = undefined;
    this.watchLost = false;
  }
}
