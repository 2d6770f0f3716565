import {
  type LoginState,
  type LoginStep,
  loginState,
  type ProviderTraits,
  step,
  upgraded,
} from "../nntp/handshake.ts";
import { ReplyReader } from "../nntp/reply-reader.ts";
import type { Settings } from "./settings.ts";
import { type Trouble, trouble } from "./trouble.ts";
import { Wire, type WireUser } from "./wire.ts";

const MAX_BLOCK_BYTES = 64 * 1024;

const QUIT = Buffer.from("QUIT\r\n");

/** Who waits for a connection to be set up. Gets exactly one of the two, unless it gave up. */
export interface OpeningOwner {
  opened(wire: Wire, traits: ProviderTraits): void;
  failed(trouble: Trouble): void;
}

/** A connection that is being set up: connected, logged in, put under TLS and DEFLATE. */
export class Opening implements WireUser {
  private readonly owner: OpeningOwner;
  private readonly wire: Wire;
  private readonly reader = new ReplyReader();
  private readonly late: NodeJS.Timeout;
  private state: LoginState;
  private block = "";
  private isOver = false;

  constructor(settings: Settings, owner: OpeningOwner) {
    this.owner = owner;
    this.state = loginState(settings.login);
    this.reader.begin("");
    const { connectTimeoutMs } = settings;
    this.late = setTimeout(() => {
      this.fail(trouble("timeout", `No connection and login within ${connectTimeoutMs} ms.`));
    }, connectTimeoutMs);
    this.wire = new Wire(settings.endpoint, this);
  }

  /** Nobody wants it any more. */
  cancel(): void {
    this.end();
    this.wire.destroy();
  }

  ready(): void {
    if (this.state.awaits === "tls") this.follow(upgraded(this.state));
  }

  bytes(bytes: Buffer, start: number, end: number): void {
    try {
      this.read(bytes, start, end);
    } catch (error) {
      this.fail(trouble("malformed", (error as Error).message));
    }
  }

  drained(): void {}

  ended(why: Trouble): void {
    if (this.isOver) return;
    this.end();
    this.owner.failed(why);
  }

  private read(bytes: Buffer, start: number, end: number): void {
    const { reader } = this;
    const to = reader.read(bytes, start, end);
    this.keepBlock(bytes, to === -1 ? end : to);
    if (to === -1) return;
    if (to < end) {
      this.fail(trouble("malformed", "The server says more than it was asked for."));
      return;
    }
    const { status, text } = reader;
    // Whatever comes before the next question is not its answer.
    reader.begin("");
    this.follow(step(this.state, { status, text, block: this.block }));
  }

  private keepBlock(bytes: Buffer, end: number): void {
    const from = this.reader.blockFrom;
    if (from === -1) return;
    if (this.block.length + end - from > MAX_BLOCK_BYTES) {
      this.fail(trouble("malformed", "A reply to a step of the login is too long."));
    } else {
      this.block += bytes.toString("latin1", from, end);
    }
  }

  private follow(next: LoginStep): void {
    if (this.isOver) return;
    switch (next.kind) {
      case "send":
        this.state = next.state;
        this.block = "";
        this.reader.begin(next.command);
        this.wire.write(next.bytes);
        break;
      case "upgrade":
        this.state = next.state;
        if (next.to === "tls") {
          this.wire.startTls();
        } else {
          this.wire.startDeflate();
          this.follow(upgraded(next.state));
        }
        break;
      case "done":
        this.end();
        this.owner.opened(this.wire, next.traits);
        break;
      case "failed":
        this.end();
        this.wire.close(QUIT);
        this.owner.failed(trouble(next.reason, next.text));
        break;
    }
  }

  private fail(why: Trouble): void {
    if (this.isOver) return;
    this.end();
    this.wire.destroy();
    this.owner.failed(why);
  }

  private end(): void {
    this.isOver = true;
    clearTimeout(this.late);
  }
}
