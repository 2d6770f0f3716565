import type { Entry } from "../model/holding.ts";
import { type Judge, lineIs, type Outcome, UNKNOWN, UNRUN } from "../model/outcome.ts";
import type { Session } from "../session.ts";
import { type Frame, shown } from "../wire/frame.ts";
import type { Arg } from "../wire/line.ts";

/** One command of a transaction. */
export interface Part {
  readonly args: readonly Arg[];
  /** Judges its element of `EXEC`'s reply, or that there was none. */
  readonly judge: Judge;
  readonly entries?: readonly Entry[];
  /** The error that its element is to be. */
  readonly fails?: RegExp;
  /** The error that it is to get, or `EXEC` because of it: nothing may run. */
  readonly refused?: RegExp;
}

/** What is known of the keys that a transaction watches. */
export interface Watching {
  /** One has changed: the transaction must not run. */
  hasChanged: boolean;
  /** The server was asked to watch, and said no: nothing is watched. */
  isRefused: boolean;
}

export interface TransactionOptions {
  readonly ends: "EXEC" | "DISCARD" | "RESET" | "nothing";
  readonly watching?: Watching;
  /** Sends each command by itself, not all in one piece. */
  readonly isChatty?: boolean;
}

/** Sends a transaction in one piece; its last reply decides what became of its parts. */
export function transact(session: Session, parts: readonly Part[], options: TransactionOptions): void {
  const transaction = new Transaction(session, parts, options);
  transaction.send();
}

class Transaction {
  readonly #session: Session;
  readonly #parts: readonly Part[];
  readonly #options: TransactionOptions;
  #hasBegun = false;
  #isPoisoned = false;

  constructor(session: Session, parts: readonly Part[], options: TransactionOptions) {
    this.#session = session;
    this.#parts = parts;
    this.#options = options;
  }

  send(): void {
    const { ends } = this.#options;
    this.#expect(["MULTI"], (frame) => this.#begun(frame));
    for (const part of this.#parts) this.#expect(part.args, (frame) => this.#queued(part, frame));
    if (ends === "EXEC")
      this.#expect(
        ["EXEC"],
        (frame) => this.#executed(frame),
        () => this.#all(this.#session.ifLost),
      );
    else if (ends === "nothing") this.#all(UNRUN);
    else
      this.#expect(
        [ends],
        (frame) => this.#ended(frame),
        () => this.#all(UNRUN),
      );
  }

  #expect(args: readonly Arg[], answered: (frame: Frame) => void, lost: () => void = () => undefined): void {
    this.#session.expect(args, {
      answered: (frame) => {
        answered(frame);
        return false;
      },
      lost,
    });
    if (this.#options.isChatty === true) this.#session.line.flush();
  }

  #begun(frame: Frame): void {
    const outcome = this.#session.outcomeOf("MULTI", frame);
    if (outcome.kind !== "reply") return;
    this.#hasBegun = true;
    this.#complain("MULTI", lineIs("OK")(outcome));
  }

  #queued({ args, refused }: Part, frame: Frame): void {
    const name = `${String(args[0])} in a transaction`;
    const outcome = this.#session.outcomeOf(name, frame, refused);
    if (refused !== undefined || outcome.kind !== "reply") this.#isPoisoned = true;
    // What only a server can refuse it may have been too early to refuse.
    if (frame.type !== "-") this.#complain(name, lineIs("QUEUED")(outcome));
  }

  #executed(frame: Frame): void {
    if (frame.type === "-") this.#failed(frame);
    else if (frame.type === "_") this.#dropped(frame);
    else this.#ran(frame);
  }

  #failed(frame: Frame): void {
    const expected = this.#hasBegun ? /^EXECABORT / : /^(EXECABORT |ERR EXEC without MULTI$)/;
    const outcome = this.#session.outcomeOf("EXEC", frame, this.#isPoisoned ? expected : undefined);
    this.#all(outcome.kind === "unknown" ? UNKNOWN : UNRUN);
  }

  #dropped(frame: Frame): void {
    const { watching } = this.#options;
    const { world, protocol } = this.#session;
    if (frame.text !== (protocol === 3 ? "_" : "*-1"))
      this.#complain("EXEC", `the wrong kind of null: ${frame.text}`);
    if (watching === undefined) this.#complain("EXEC", "null, though nothing was watched");
    else if (!watching.hasChanged) {
      world.watchesLost++;
      if (world.isCalm) world.calmErrors++;
    }
    this.#all(UNRUN);
  }

  #ran(frame: Frame): void {
    const { watching } = this.#options;
    if (!this.#hasBegun) this.#complain("EXEC", "ran, though MULTI had failed");
    if (this.#isPoisoned) this.#complain("EXEC", "ran, though a part was refused");
    if (watching?.hasChanged === true && !watching.isRefused) {
      this.#complain("EXEC", "ran, though a watched key had changed");
    }
    const { items } = frame;
    if (frame.type !== "*" || items?.length !== this.#parts.length) {
      this.#complain("EXEC", `${shown(frame)} in place of ${this.#parts.length} replies`);
      this.#all(UNKNOWN);
      return;
    }
    for (const [at, part] of this.#parts.entries()) this.#element(part, items[at]!);
  }

  #element({ args, judge, entries, fails }: Part, frame: Frame): void {
    const name = `${String(args[0])} in EXEC`;
    const isAsked = frame.type === "-" && fails?.test(frame.text) === true;
    if (isAsked !== (fails !== undefined)) this.#complain(name, shown(frame));
    else this.#complain(name, judge(isAsked ? UNRUN : { kind: "reply", frame }), entries);
  }

  #ended(frame: Frame): void {
    const { ends } = this.#options;
    const outcome = this.#session.outcomeOf(
      ends,
      frame,
      this.#hasBegun ? undefined : /^ERR DISCARD without MULTI$/,
    );
    if (outcome.kind === "reply" && frame.type !== "-") {
      this.#complain(ends, lineIs(ends === "RESET" ? "RESET" : "OK")(outcome));
      if (ends === "RESET") this.#session.forget();
    }
    this.#all(UNRUN);
  }

  #all(outcome: Outcome): void {
    for (const { judge } of this.#parts) judge(outcome);
  }

  #complain(name: string, text: string | undefined, entries?: readonly Entry[]): void {
    if (text !== undefined) this.#session.complain(`${name}: ${text}`, entries);
  }
}
