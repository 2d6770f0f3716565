import type { SessionMode } from "fairlead-session";
import {
  type AuthState,
  type AuthStep,
  answerChallenge,
  authenticate,
  NOT_BEGUN,
  verdict,
} from "../nntp/auth.ts";
import type { Admitted, NewsGate } from "../nntp/shared.ts";
import type { Situation } from "../nntp/situation.ts";
import { TEXTS } from "../nntp/texts.ts";
import type { NewsExchange } from "./exchange.ts";

export interface LoginOwner {
  say(exchange: NewsExchange, text: string): void;
  /** The client's next line is the answer to a challenge, which has gone out. */
  challenged(exchange: NewsExchange): void;
  refused(username: string): void;
  /** Whether a password is right could not be found out. */
  uncheckable(error: Error): void;
  become(mode: SessionMode): void;
}

/** How a client logs in, and who it is then. */
export class Login {
  private readonly gate: () => NewsGate;
  private readonly owner: LoginOwner;
  private state: AuthState = NOT_BEGUN;
  private admitted: Admitted | undefined = undefined;
  private isOver = false;

  /** `gate`: the one that is in force at that moment. */
  constructor(gate: () => NewsGate, owner: LoginOwner) {
    this.gate = gate;
    this.owner = owner;
  }

  /** Who has logged in. */
  get user(): Admitted | undefined {
    return this.admitted;
  }

  /** Whether nothing is done before. */
  get isDue(): boolean {
    return this.admitted === undefined && !this.gate().open;
  }

  /** Takes an `AUTHINFO`. */
  begin(exchange: NewsExchange, at: Situation): void {
    this.take(exchange, authenticate(this.state, exchange.request, at));
  }

  /** Takes the client's line behind a challenge. */
  goOn(exchange: NewsExchange, text: string | undefined): void {
    this.take(exchange, answerChallenge(text));
  }

  /** The session begins anew: a name that was given counts no more. */
  forget(): void {
    this.state = NOT_BEGUN;
  }

  end(): void {
    this.isOver = true;
    this.admitted?.account.leave();
  }

  private take(exchange: NewsExchange, step: AuthStep): void {
    this.state = step.state;
    switch (step.kind) {
      case "reply":
        this.owner.say(exchange, step.reply);
        return;
      case "challenge":
        exchange.begins(step.reply);
        this.owner.challenged(exchange);
        return;
      case "login":
        this.check(exchange, step.username, step.password).catch((error: Error) => {
          this.owner.uncheckable(error);
          this.owner.say(exchange, TEXTS.loginUncheckable);
        });
    }
  }

  private async check(exchange: NewsExchange, username: string, password: string): Promise<void> {
    const admitted = await this.gate().admit(username, password);
    if (typeof admitted === "string") {
      if (admitted === "wrong") this.owner.refused(username);
      this.owner.say(exchange, admitted === "wrong" ? verdict(false) : TEXTS.loginCrowded);
    } else if (this.isOver) admitted.account.leave();
    else {
      this.admitted = admitted;
      if (admitted.mode !== undefined) this.owner.become(admitted.mode);
      this.owner.say(exchange, verdict(true));
    }
  }
}
