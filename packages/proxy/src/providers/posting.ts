import { isOfAge, judge } from "../nntp/judge.ts";
import { lineOf } from "../nntp/request.ts";
import { bytesOf } from "../nntp/texts.ts";
import type { PostHandle, PostRequest } from "./ask.ts";
import type { ConnectionOwner, ProviderConnection, Receiver } from "./provider-connection.ts";
import { type Field, Search } from "./search.ts";
import { DEFAULT_TIMEOUT_MS, type Exhaustion, Trial } from "./trial.ts";
import { type Trouble, trouble } from "./trouble.ts";

const INVITATIONS: ReadonlySet<number> = new Set([335, 340]);
/** Posting is not permitted there: others may permit it. */
const NOT_PERMITTED = 440;

/** A `POST` or `IHAVE`: a reply, a block, and another reply. */
export class Posting extends Trial implements PostHandle, Receiver, ConnectionOwner {
  readonly shared = false;
  private readonly post: PostRequest;
  private readonly late: NodeJS.Timeout;
  /** Asked; invited to send the block; all of it sent. Only what was asked may be asked elsewhere. */
  private stage: "asked" | "invited" | "sent" = "asked";
  private status = 0;
  private isCommitted = false;
  /** What a provider said that takes nothing. */
  private refusal: { readonly status: number; readonly text: string } | undefined = undefined;

  constructor(field: Field, post: PostRequest) {
    const { request, provider, timeoutMs = DEFAULT_TIMEOUT_MS } = post;
    const takers = field.providers.filter(({ name }) => provider === undefined || name === provider);
    super(new Search(field, takers, { request, messageId: undefined, pins: false }), false, timeoutMs);
    this.post = post;
    this.late = setTimeout(() => this.expire(timeoutMs), timeoutMs);
  }

  pause(): void {
    if (this.isCommitted) this.connection?.pause();
  }

  resume(): void {
    this.connection?.resume();
  }

  send(bytes: Buffer, start: number, end: number, last: boolean): boolean {
    const { connection } = this;
    if (this.isOver || connection === undefined || this.stage !== "invited") return true;
    const hasRoom = connection.send(Buffer.from(bytes.subarray(start, end)));
    if (!last) return hasRoom;
    this.stage = "sent";
    connection.expect(this.post.request.verb, this);
    return true;
  }

  cancel(): void {
    if (this.isOver) return;
    this.settle();
    this.giveBack("discard");
  }

  protected override begin(connection: ProviderConnection): void {
    const { request } = this.post;
    connection.owner = this;
    connection.exchange(request.verb, lineOf(request), this);
  }

  protected override exhausted(why: Exhaustion): void {
    const { sink } = this.post;
    this.settle();
    if (why === "unreachable" || this.refusal === undefined) {
      sink.unavailable(why === "unreachable" ? this.trouble : UNABLE);
      return;
    }
    const { status, text } = this.refusal;
    const line = bytesOf(text);
    sink.write(line, 0, line.length);
    sink.end(status, text);
  }

  head(status: number): void {
    this.status = status;
    if (this.stage === "asked") {
      const judgement = judge(this.post.request.verb, status, false);
      if (judgement === "unavailable") {
        this.tryElsewhere(trouble("refused", `It said ${status}.`), isOfAge(status));
        return;
      }
      this.target?.replied();
      if (judgement === "unable" || status === NOT_PERMITTED) return;
    }
    this.isCommitted = true;
    clearTimeout(this.late);
  }

  piece(bytes: Buffer, start: number, end: number): void {
    if (this.isCommitted) this.post.sink.write(bytes, start, end);
  }

  end(): void {
    const { status, connection } = this;
    const text = connection?.replyText ?? "";
    if (this.stage === "asked" && INVITATIONS.has(status)) {
      this.stage = "invited";
      this.post.sink.invited();
      return;
    }
    this.giveBack("clean");
    if (this.isCommitted) {
      this.settle();
      this.post.sink.end(status, text);
    } else {
      this.refusal = { status, text };
      this.pass("unable");
    }
  }

  lost(why: Trouble): void {
    if (!this.isCommitted) this.tryElsewhere(why, why.kind === "closed");
    else this.break(why);
  }

  /** The connection has ended while the block was on its way. */
  ended(_connection: ProviderConnection, why: Trouble): void {
    this.break(why);
  }

  drained(): void {
    if (!this.isOver) this.post.sink.drained();
  }

  private break(why: Trouble): void {
    this.target?.failed(why);
    this.giveBack("discard");
    this.settle();
    this.post.sink.broken();
  }

  private expire(timeoutMs: number): void {
    this.runOut(timeoutMs);
    this.exhausted("unreachable");
  }

  private settle(): void {
    clearTimeout(this.late);
    this.leave();
  }
}

const UNABLE = trouble("unsupported", "No provider takes articles.");
