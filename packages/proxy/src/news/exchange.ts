import type { Plan } from "../nntp/classify.ts";
import type { Request } from "../nntp/request.ts";
import { bytesOf } from "../nntp/texts.ts";
import type { Flow } from "../session/brakes.ts";
import { Slot } from "../session/slot.ts";

/** A line that was no request: its reply is fixed. */
const NO_REQUEST: Request = { verb: "", args: [], text: "" };

/** One request of a reader, and the place of its reply. */
export class NewsExchange extends Slot {
  readonly request: Request;
  /** When it came, by the observer's clock. */
  readonly startedAt: number;
  plan: Plan | undefined;
  /** What its reply comes from, while it does. */
  flow: Flow | undefined = undefined;
  /** Of a `TAKETHIS`: called when the block behind it has come. */
  private whenBlockHasCome: (() => void) | undefined = undefined;
  private blockHasCome = false;
  private hasTurn = false;
  private whenTurnComes: (() => void) | undefined = undefined;

  /** `fixed`: what becomes of a line that is no request. */
  constructor(request: Request | undefined, startedAt: number, fixed?: Plan) {
    super();
    this.request = request ?? NO_REQUEST;
    this.startedAt = startedAt;
    this.plan = fixed;
  }

  /** Requests of readers change nothing that others read. */
  get changes(): boolean {
    return false;
  }

  meets(): boolean {
    return false;
  }

  /** A piece of a reply of the proxy's own. */
  begins(text: string): void {
    const bytes = bytesOf(text);
    this.write(bytes, 0, bytes.length);
  }

  override begin(): void {
    super.begin();
    this.hasTurn = true;
    this.whenTurnComes?.();
  }

  /** Once all replies before its own are out. */
  onceTurnComes(then: () => void): void {
    if (this.hasTurn) then();
    else this.whenTurnComes = then;
  }

  blockCame(): void {
    this.blockHasCome = true;
    this.whenBlockHasCome?.();
  }

  onceBlockCame(then: () => void): void {
    if (this.blockHasCome) then();
    else this.whenBlockHasCome = then;
  }
}
