import {
  decide,
  type Effect,
  ended,
  heldBy,
  lost,
  type Outcome,
  type Sending,
  type SessionMode,
  type SessionState,
  serverMayTalk,
  settled,
  start,
} from "fairlead-session";
import { describe, expect, test } from "vitest";
import * as effects from "./effects.ts";

const { BLPOP, EXEC, GET, GROUP, MULTI, PING, QUIT, RESET, SUBSCRIBE, UNSUBSCRIBE, UNWATCH, WATCH } = effects;

/** A session whose steps are written as a transcript. */
class Transcript {
  state: SessionState;
  private readonly sent: Sending[] = [];

  constructor(mode: SessionMode = "hybrid") {
    this.state = start(mode);
  }

  /** Decides a request; says what to do with it. */
  ask(effect: Effect): string {
    const { action, state } = decide(this.state, effect);
    this.state = state;
    if ("change" in action || action.kind === "share") this.sent.push(action);
    return action.kind;
  }

  asks(...requests: Effect[]): string[] {
    return requests.map((effect) => this.ask(effect));
  }

  /** The oldest request in flight is replied to; says whether the connection goes back. */
  reply(outcome: Outcome = "accepted"): boolean {
    const { state, release } = settled(this.state, this.sent.shift()!, outcome);
    this.state = state;
    return release;
  }

  /** Every request in flight is accepted; says for each whether the connection goes back. */
  replies(): boolean[] {
    return this.sent.slice().map(() => this.reply());
  }

  lose(): readonly string[] {
    const { state, holds } = lost(this.state);
    this.state = state;
    this.sent.length = 0;
    return holds;
  }
}

describe("hybrid", () => {
  test("a pipelined transaction has a connection from WATCH to the reply of EXEC", () => {
    const session = new Transcript();
    expect(session.asks(WATCH, GET, MULTI, GET, EXEC)).toEqual([
      "acquire",
      "lease",
      "lease",
      "lease",
      "lease",
    ]);
    expect(session.ask(GET)).toBe("wait");
    expect(session.replies()).toEqual([false, false, false, false, true]);
    expect(session.ask(GET)).toBe("share");
  });

  test("WATCH waits for what is still in flight on shared connections", () => {
    const session = new Transcript();
    expect(session.asks(GET, GET, WATCH)).toEqual(["share", "share", "wait"]);
    session.reply();
    expect(session.ask(WATCH)).toBe("wait");
    session.reply();
    expect(session.ask(WATCH)).toBe("acquire");
  });

  test("BLPOP has a connection for one reply, and what follows waits for it", () => {
    const session = new Transcript();
    expect(session.asks(BLPOP, GET)).toEqual(["borrow", "wait"]);
    expect(session.reply()).toBe(true);
    expect(session.ask(GET)).toBe("share");
  });

  test("BLPOP of a session that holds something goes where its other requests go", () => {
    const session = new Transcript();
    expect(session.asks(WATCH, BLPOP, GET)).toEqual(["acquire", "lease", "lease"]);
    expect(session.replies()).toEqual([false, false, false]);
  });

  test("a refused MULTI leaves nothing behind once the replies to what followed it are in", () => {
    const session = new Transcript();
    session.asks(MULTI, GET);
    expect(session.reply("refused")).toBe(false);
    expect(session.state.kind).toBe("releasing");
    expect(session.ask(GET)).toBe("wait");
    expect(session.reply()).toBe(true);
    expect(session.state.kind).toBe("free");
  });

  test("an EXEC without MULTI ends no WATCH", () => {
    const session = new Transcript();
    session.asks(WATCH, EXEC);
    session.reply();
    expect(session.reply("refused")).toBe(false);
    expect(heldBy(session.state)).toEqual(["watch"]);
    expect(session.ask(GET)).toBe("lease");
  });

  test("an UNSUBSCRIBE that was not the last one gives back nothing", () => {
    const session = new Transcript();
    session.asks(SUBSCRIBE, UNSUBSCRIBE);
    expect(session.ask(GET)).toBe("wait");
    expect([session.reply(), session.reply("refused")]).toEqual([false, false]);
    expect(session.ask(GET)).toBe("lease");
  });

  test("the server may talk from the sending of SUBSCRIBE to the reply that ends it", () => {
    const session = new Transcript();
    expect(serverMayTalk(session.state)).toBe(false);
    session.ask(WATCH);
    expect(serverMayTalk(session.state)).toBe(false);
    session.asks(SUBSCRIBE, UNSUBSCRIBE);
    for (let reply = 0; reply < 2; reply++) {
      expect(serverMayTalk(session.state)).toBe(true);
      session.reply();
    }
    expect(serverMayTalk(session.state)).toBe(true);
    session.reply();
    expect(serverMayTalk(session.state)).toBe(false);
  });

  test("RESET ends whatever is held", () => {
    const session = new Transcript();
    session.asks(WATCH, SUBSCRIBE, MULTI, RESET);
    expect(session.replies()).toEqual([false, false, false, true]);
  });

  test("what ends nothing is answered without a server", () => {
    expect(new Transcript().asks(EXEC, UNWATCH, UNSUBSCRIBE, RESET, PING)).toEqual(Array(5).fill("answer"));
  });

  test("a news group is given up between requests, and selected again later", () => {
    const session = new Transcript();
    session.ask(GROUP);
    session.reply();
    expect(ended(session.state, ["group"])).toEqual({ state: start("hybrid"), release: true });
    session.ask(GET);
    const settlement = ended(session.state, ["group"]);
    expect(settlement.release).toBe(false);
    session.state = settlement.state;
    expect(session.ask(GET)).toBe("wait");
    expect(session.reply()).toBe(true);
  });

  test("QUIT waits for every reply, and names what is still held", () => {
    const session = new Transcript();
    expect(session.asks(WATCH, QUIT)).toEqual(["acquire", "wait"]);
    session.reply();
    const { action, state } = decide(session.state, QUIT);
    expect(action).toEqual({ kind: "quit", holds: ["watch"] });
    expect(decide(state, GET).action).toEqual({ kind: "refuse", reason: "closed", holds: [] });
  });
});

describe("a lost connection", () => {
  test("in a transaction lets nothing through until the client ends the transaction", () => {
    const session = new Transcript();
    session.asks(WATCH, MULTI);
    expect(session.lose()).toEqual(["watch", "transaction"]);
    expect(session.asks(GET, BLPOP, SUBSCRIBE, PING)).toEqual(["refuse", "refuse", "refuse", "answer"]);
    expect(decide(session.state, EXEC).action).toEqual({ kind: "answer", ended: ["watch", "transaction"] });
    expect(session.asks(EXEC, GET)).toEqual(["answer", "share"]);
  });

  test("after WATCH refuses the MULTI that relied on it, and that transaction's body", () => {
    const session = new Transcript();
    session.ask(WATCH);
    session.lose();
    expect(session.asks(MULTI, UNWATCH, GET, EXEC, GET)).toEqual([
      "refuse",
      "answer",
      "refuse",
      "answer",
      "share",
    ]);
  });

  test("with only a news group or a subscription leaves the session usable", () => {
    const session = new Transcript();
    session.asks(GROUP, SUBSCRIBE);
    expect(session.lose()).toEqual(["group", "subscription"]);
    expect(session.ask(GET)).toBe("share");
  });

  test("after EXEC was sent breaks nothing: its own error tells the client", () => {
    const session = new Transcript();
    session.asks(WATCH, MULTI, EXEC);
    expect(session.lose()).toEqual([]);
    expect(session.ask(GET)).toBe("share");
  });

  test("means nothing to a session without one", () => {
    const session = new Transcript();
    session.ask(GET);
    const before = session.state;
    session.lose();
    expect(session.state).toBe(before);
    expect(ended(before, ["watch"])).toEqual({ state: before, release: false });
  });
});

describe("per-command", () => {
  test("refuses what needs a hold, and shares all else", () => {
    const session = new Transcript("per-command");
    expect(session.asks(GROUP, GET, SUBSCRIBE, GET)).toEqual(["refuse", "share", "refuse", "share"]);
    expect(decide(session.state, GROUP).action).toEqual({ kind: "refuse", reason: "mode", holds: ["group"] });
  });

  test("runs no body of a transaction it refused", () => {
    const session = new Transcript("per-command");
    expect(session.asks(GET, MULTI, GET)).toEqual(["share", "refuse", "refuse"]);
    session.reply();
    expect(session.asks(EXEC, GET)).toEqual(["answer", "share"]);
  });

  test("borrows", () => {
    const session = new Transcript("per-command");
    expect(session.ask(BLPOP)).toBe("borrow");
    expect(session.reply()).toBe(true);
  });
});

describe("stateful", () => {
  test("takes a connection with its first request and keeps it until it quits", () => {
    const session = new Transcript("stateful");
    expect(session.asks(GET, BLPOP, MULTI, EXEC, RESET)).toEqual([
      "acquire",
      "lease",
      "lease",
      "lease",
      "lease",
    ]);
    expect(session.replies()).toEqual(Array(5).fill(false));
    expect(decide(session.state, QUIT).action).toEqual({ kind: "quit", holds: ["session"] });
  });

  test("ends with its connection, unless the client starts anew with RESET", () => {
    const session = new Transcript("stateful");
    session.ask(GET);
    expect(session.lose()).toEqual(["session"]);
    expect(session.asks(GET, EXEC, GET, RESET, GET)).toEqual([
      "refuse",
      "answer",
      "refuse",
      "answer",
      "acquire",
    ]);
  });
});

describe("a caller's mistake", () => {
  const share = decide(start("hybrid"), GET).action as Sending;
  const acquire = decide(start("hybrid"), WATCH);

  test("a reply to nothing throws", () => {
    expect(() => settled(start("hybrid"), share, "accepted")).toThrow("in flight in a free session");
    expect(() => settled(acquire.state, share, "accepted")).toThrow("in flight in a pinned session");
    expect(() => settled(start("hybrid"), acquire.action as Sending, "accepted")).toThrow("in flight");
  });

  test("a reply out of its turn throws", () => {
    const second = decide(acquire.state, MULTI);
    expect(() => settled(second.state, second.action as Sending, "accepted")).toThrow("earlier request");
  });
});
