import { afterEach, describe, expect, it } from "vitest";
import { NewsExchange } from "../../src/news/exchange.ts";
import { Seat } from "../../src/news/seat.ts";
import { classify } from "../../src/nntp/classify.ts";
import { requestOf } from "../../src/nntp/request.ts";
import { SITUATION } from "../nntp/situations.ts";
import { type Groups, ProviderModel } from "./provider-model.ts";

const A: Groups = { "a.b": [1, 2, 3], only: [7] };
const B: Groups = { "a.b": [11, 12], other: [5] };

let seat: Seat;
afterEach(() => seat.end());

/** A session's seat, and how to ask at it. */
function open(model: ProviderModel, pinIdleMs = 60_000, roams = true, timeoutMs = 1_000) {
  let broken = 0;
  const answers = new Map<NewsExchange, (answer: string) => void>();
  const settle = (exchange: NewsExchange, text: string, accepted: boolean): void =>
    answers.get(exchange)!(`${text}${accepted ? "" : " (no group)"}`);
  seat = new Seat(
    model,
    { timeoutMs, pinIdleMs, roams },
    {
      wrote: () => undefined,
      replied: (exchange, _status, accepted) => settle(exchange, written.get(exchange) ?? "", accepted),
      say: settle,
      broken: () => broken++,
    },
  );
  const written = new Map<NewsExchange, string>();
  const ask = (line: string): Promise<string> => {
    const request = requestOf(line)!;
    const exchange = new NewsExchange(request, 0, classify(request, SITUATION));
    exchange.owner = {
      put: (bytes, start, end) => {
        written.set(exchange, (written.get(exchange) ?? "") + bytes.toString("latin1", start, end).trimEnd());
      },
      keeps: () => undefined,
      completed: () => undefined,
    };
    exchange.begin();
    return new Promise((resolve) => {
      answers.set(exchange, resolve);
      seat.send(exchange);
    });
  };
  return { ask, isBroken: () => broken > 0 };
}

describe("a session's place at a provider", () => {
  it("never is what another session has left on the connection", async () => {
    const { ask } = open(new ProviderModel({ A }));
    expect(await ask("NEXT")).toBe("412 No newsgroup selected (no group)");
    expect(await ask("GROUP a.b")).toBe("211 3 1 3 a.b");
    expect(await ask("NEXT")).toBe("223 2 <A.a.b.2>");
  });

  it("is kept without a connection, and another one of the same provider is brought there", async () => {
    const model = new ProviderModel({ A, B });
    const { ask } = open(model);
    await ask("GROUP a.b");
    await ask("NEXT");
    seat.leave();
    expect(model.leases[0]?.released).toBe(true);
    expect(await ask("NEXT")).toBe("223 3 <A.a.b.3>");
    expect(model.said.slice(2)).toEqual(["A GROUP a.b", "A STAT 2", "A NEXT"]);
  });

  it("is not on a connection that a request by message-id has got in between", async () => {
    const { ask } = open(new ProviderModel({ A }));
    await ask("GROUP a.b");
    seat.leave();
    await ask("STAT <some@article>");
    expect(await ask("NEXT")).toBe("223 2 <A.a.b.2>");
  });

  it("is left alone by the session after a while", async () => {
    const model = new ProviderModel({ A });
    const { ask } = open(model, 1);
    await ask("GROUP a.b");
    await new Promise<void>((resolve) => {
      const look = (): void => (model.leases[0]?.released === true ? resolve() : void setImmediate(look));
      look();
    });
    expect(await ask("STAT")).toBe("223 1 <A.a.b.1>");
  });

  it("survives the loss of its connection: before a request, and under it", async () => {
    const model = new ProviderModel({ A });
    const { ask } = open(model);
    await ask("GROUP a.b");
    model.breaks = 1;
    expect(await ask("NEXT")).toBe("223 2 <A.a.b.2>");
    model.breaks = 2;
    expect(await ask("NEXT")).toBe("223 3 <A.a.b.3>");
  });

  it("is lost with a provider that can't be reached any more, and said so", async () => {
    const model = new ProviderModel({ A });
    const { ask } = open(model);
    await ask("GROUP a.b");
    model.breaks = 100;
    expect(await ask("NEXT")).toMatch(/^412 .*lost.*\(no group\)$/);
    model.breaks = 0;
    expect(await ask("NEXT")).toBe("412 No newsgroup selected (no group)");
    expect(await ask("GROUP a.b")).toBe("211 3 1 3 a.b");
  });

  it("is not tried again once its time is up", async () => {
    const model = new ProviderModel({ A });
    const { ask } = open(model, 60_000, true, 0);
    await ask("GROUP a.b");
    model.breaks = 100;
    expect(await ask("NEXT")).toMatch(/^412 .*lost/);
    expect(model.breaks).toBe(99);
    expect(await ask("GROUP a.b")).toMatch(/^403 /);
    expect(model.breaks).toBe(98);
  });

  it("tells that the current article is gone, and goes on in the group", async () => {
    const model = new ProviderModel({ A });
    const { ask } = open(model);
    await ask("GROUP a.b");
    seat.leave();
    model.providers.set("A", { "a.b": [2, 3] });
    expect(await ask("STAT")).toBe("420 The current article is gone");
    expect(await ask("STAT 3")).toBe("223 3 <A.a.b.3>");
  });

  it("is where its group is: a provider that has not got it is passed over", async () => {
    const model = new ProviderModel({ A, B });
    const { ask } = open(model);
    expect(await ask("GROUP other")).toBe("211 1 5 5 other");
    expect(await ask("STAT")).toBe("223 5 <B.other.5>");
    expect(await ask("GROUP nowhere")).toBe("411 No such group");
    // What was selected still is.
    expect(await ask("STAT")).toBe("223 5 <B.other.5>");
  });

  it("stays with its one provider in a stateful session", async () => {
    const { ask } = open(new ProviderModel({ A, B }), 60_000, false);
    expect(await ask("GROUP other")).toBe("411 No such group (no group)");
  });

  it("serves requests in their order", async () => {
    const { ask } = open(new ProviderModel({ A }));
    const lines = ["GROUP a.b", "NEXT", "NEXT", "NEXT", "STAT 1"];
    expect(await Promise.all(lines.map(ask))).toEqual([
      "211 3 1 3 a.b",
      "223 2 <A.a.b.2>",
      "223 3 <A.a.b.3>",
      "421 No next article",
      "223 1 <A.a.b.1>",
    ]);
  });
});
