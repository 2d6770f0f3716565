import { block, bytes, farewell, type NntpReply, type NntpRequest, until } from "fairlead-harness";
import { describe, expect, it } from "vitest";
import type { News } from "../../src/providers/news.ts";
import { ask, asked, providerConfig, request, serverThatSays, startNews, Told } from "../support/news.ts";

/** Answers requests only when told to. */
class Patient {
  readonly held: (() => void)[] = [];

  readonly handler = async ({ args }: NntpRequest): Promise<NntpReply> => {
    await new Promise<void>((resolve) => this.held.push(resolve));
    return `223 0 ${args[0]}`;
  };

  letGo(): void {
    for (const resolve of this.held.splice(0)) resolve();
  }
}

const stat = (news: News, n: number) => ask(news, `STAT <${n}@test>`).told;

describe("the connections of a provider", () => {
  it("are never more than it may have, and requests wait for them in order", async () => {
    const patient = new Patient();
    await using server = await serverThatSays(patient.handler);
    await using news = await startNews([providerConfig(server, { maxConnections: 2 })]);
    const tolds = [1, 2, 3, 4].map((n) => stat(news, n));
    await until(() => patient.held.length === 2, { what: "two requests" });
    expect(news.figures().providers[0]).toMatchObject({ open: 2, inUse: 2, waiting: 2 });
    patient.letGo();
    await until(() => patient.held.length === 2, { what: "two more requests" });
    patient.letGo();
    await Promise.all(tolds.map(({ ended }) => ended));
    expect(tolds.map(({ text }) => text)).toEqual([1, 2, 3, 4].map((n) => `223 0 <${n}@test>\r\n`));
    expect(server.allConnections.length).toBe(2);
  });

  it("are waited for as long as a request may take, or, where there are others, as long as connecting may", async () => {
    const patient = new Patient();
    await using server = await serverThatSays(patient.handler);
    await using other = await serverThatSays("223 0 <other>");
    const busy = providerConfig(server, { maxConnections: 1, connectTimeoutMs: 200, replyTimeoutMs: 60_000 });
    await using news = await startNews([busy]);
    const first = stat(news, 1);
    await until(() => patient.held.length === 1, { what: "the first request" });
    const second = ask(news, "STAT <2@test>", { timeoutMs: 300 }).told;
    expect(await second.ended).toBe("unavailable");
    expect(second.trouble?.kind).toBe("crowded");
    expect(news.figures().providers[0]).toMatchObject({ state: "up", failures: 0, waiting: 0 });
    const waiting = stat(news, 5);
    const began = performance.now();
    await until(() => performance.now() - began > 250, { what: "longer than connecting may take" });
    patient.letGo();
    await until(() => patient.held.length === 1, { what: "the request that waited" });
    patient.letGo();
    expect(await Promise.all([first.ended, waiting.ended])).toEqual(["reply", "reply"]);
    await using both = await startNews([busy, providerConfig(other, { tier: 1 })]);
    const third = stat(both, 3);
    await until(() => patient.held.length === 1, { what: "the third request" });
    expect(await asked(both, "STAT <4@test>")).toBe("223 0 <other>\r\n");
    patient.letGo();
    expect(await third.ended).toBe("reply");
  });

  it("become fewer for a while when the server wants no more, and everybody is served all the same", async () => {
    let open = 0;
    await using server = await serverThatSays("223 0 <x>");
    server.handler = (
      ({ handler }) =>
      ({ connection, ...rest }) => {
        if (rest.verb !== "AUTHINFO") return handler({ connection, ...rest });
        if (open === 2) return farewell("502 too many connections");
        open++;
        return "281 ok";
      }
    )(server);
    await using news = await startNews([
      providerConfig(server, { maxConnections: 5, username: "u", password: "p" }),
    ]);
    const tolds = Array.from({ length: 20 }, (_, n) => stat(news, n));
    expect(await Promise.all(tolds.map(({ ended }) => ended))).toEqual(Array(20).fill("reply"));
    expect(news.figures().providers[0]).toMatchObject({ state: "up", limit: 2, failures: 0 });
  });

  it("become fewer also when the server greets nobody more", async () => {
    await using server = await serverThatSays("223 0 <x>");
    await using news = await startNews([providerConfig(server, { maxConnections: 5 })]);
    await until(() => news.figures().providers[0]?.open === 1, { what: "the first" });
    server.greeting = farewell("502 too many connections");
    const tolds = Array.from({ length: 20 }, (_, n) => stat(news, n));
    expect(await Promise.all(tolds.map(({ ended }) => ended))).toEqual(Array(20).fill("reply"));
    await until(() => news.figures().providers[0]?.limit === 1, { what: "the limit" });
    expect(news.figures().providers[0]).toMatchObject({ state: "up", failures: 0 });
  });

  it("do not become fewer when the server greets nobody at all", async () => {
    await using server = await serverThatSays("223 0 <x>", { greeting: farewell("400 back soon") });
    await using news = await startNews([providerConfig(server, { coolDownMs: 1 })]);
    const tolds = Array.from({ length: 4 }, (_, n) => stat(news, n));
    expect(await Promise.all(tolds.map(({ ended }) => ended))).toEqual(Array(4).fill("unavailable"));
    expect(news.figures().providers[0]).toMatchObject({ open: 0, limit: 4 });
  });

  it("are left to requests where sessions pin all that they may", async () => {
    await using server = await serverThatSays("223 0 <x>");
    await using news = await startNews([providerConfig(server, { maxConnections: 3, maxPinned: 2 })]);
    const leases = Array.from({ length: 5 }, () => news.lease({ onLost: () => undefined }));
    await until(() => leases.filter(({ provider }) => provider !== undefined).length === 2, {
      what: "two leases",
    });
    for (let n = 0; n < 10; n++) expect(await asked(news, `STAT <${n}@test>`)).toBe("223 0 <x>\r\n");
    expect(news.figures().providers[0]).toMatchObject({ pinned: 2, open: 3, waiting: 3 });
    for (const lease of leases) lease.release(true);
    await until(() => news.figures().providers[0]?.inUse === 0, { what: "all to be back" });
  });

  it("are asked back of sessions that do nothing once the server wants no more", async () => {
    await using server = await serverThatSays("223 0 <x>");
    await using news = await startNews([providerConfig(server, { maxConnections: 5 })]);
    const lease = news.lease({ onLost: () => undefined, onWanted: () => lease.release(true) });
    await until(() => lease.provider !== undefined, { what: "the lease" });
    server.greeting = farewell("502 too many connections");
    expect(await asked(news, "STAT <1@test>", { timeoutMs: 3_000 })).toBe("223 0 <x>\r\n");
  });

  it("are opened before they are needed, and end when they are not needed any more", async () => {
    await using server = await serverThatSays("223 0 <x>");
    await using news = await startNews([
      providerConfig(server, { warmConnections: 2, idleTimeoutMs: 50, maxConnections: 4 }),
    ]);
    await until(() => news.figures().providers[0]?.open === 2, { what: "two warm ones" });
    await Promise.all([1, 2, 3, 4].map((n) => stat(news, n).ended));
    const isDone = () => server.allConnections.filter(({ lines }) => lines.at(-1) === "QUIT").length === 2;
    await until(() => isDone() && news.figures().providers[0]?.open === 2, { what: "the others to be gone" });
    const opened = server.allConnections.length;
    for (const connection of server.connections) connection.reset();
    const isBack = () =>
      server.allConnections.length >= opened + 2 && news.figures().providers[0]?.open === 2;
    await until(isBack, { what: "lost ones to be replaced" });
  });

  it("are asked for the date when they are silent for long, and replaced when they grow old", async () => {
    await using server = await serverThatSays("223 0 <x>");
    await using news = await startNews([providerConfig(server, { keepAliveMs: 40, maxAgeMs: 400 })]);
    const first = () => server.allConnections[0];
    await until(() => (first()?.lines.filter((line) => line === "DATE").length ?? 0) > 1, { what: "DATE" });
    await until(() => first()?.lines.at(-1) === "QUIT", { what: "its end" });
    expect(await asked(news, "STAT <1@test>")).toBe("223 0 <x>\r\n");
    expect(news.figures().providers[0]?.failures).toBe(0);
  });

  it("are shared evenly within a tier", async () => {
    const patient = new Patient();
    await using one = await serverThatSays(patient.handler);
    await using other = await serverThatSays(patient.handler);
    await using news = await startNews([
      providerConfig(one, { maxConnections: 6 }),
      providerConfig(other, { maxConnections: 2 }),
    ]);
    const tolds = Array.from({ length: 8 }, (_, n) => stat(news, n));
    await until(() => patient.held.length === 8, { what: "all requests" });
    expect(news.figures().providers.map(({ inUse }) => inUse)).toEqual([6, 2]);
    patient.letGo();
    await Promise.all(tolds.map(({ ended }) => ended));
  });
});

describe("a cancelled request", () => {
  it("that waits leaves, and one under way gives its connection back", async () => {
    const patient = new Patient();
    await using server = await serverThatSays(patient.handler);
    await using news = await startNews([providerConfig(server, { maxConnections: 1 })]);
    const first = ask(news, "STAT <1@test>");
    await until(() => patient.held.length === 1, { what: "the first request" });
    const second = ask(news, "STAT <2@test>");
    await until(() => news.figures().providers[0]?.waiting === 1, { what: "the second to wait" });
    second.handle.cancel();
    first.handle.cancel();
    expect(news.figures().providers[0]).toMatchObject({ waiting: 0, inUse: 1 });
    patient.letGo();
    await until(() => news.figures().providers[0]?.inUse === 0, { what: "the connection to be back" });
    expect(news.figures().providers[0]?.open).toBe(1);
    expect(first.told.text + second.told.text).toBe("");
    expect(server.requests.filter(({ verb }) => verb === "STAT").length).toBe(1);
  });

  it("with much still to come ends its connection", async () => {
    const large = block("222 0 <1@test>", Buffer.alloc(32 * 1024 * 1024, "x".repeat(126).concat("\r\n")));
    await using server = await serverThatSays(large);
    await using news = await startNews([providerConfig(server)]);
    const { told, handle } = ask(news, "BODY <1@test>");
    await until(() => told.pieces > 0, { what: "a piece" });
    handle.cancel();
    const { pieces } = told;
    await until(() => news.figures().providers[0]?.open === 0, { what: "the connection to be gone" });
    expect(told.pieces).toBe(pieces);
    expect(news.figures().providers[0]).toMatchObject({ failures: 0 });
  });
});

describe("a slow reader", () => {
  it.each([
    ["plain", {}, {}],
    ["TLS", { tls: true }, { tls: { mode: "implicit", verify: false } }],
    ["DEFLATE", { compress: true }, { compress: "require" }],
  ] as const)(
    "holds up its provider, whose silence does not count then: %s",
    async (_what, options, settings) => {
      const size = 24 * 1024 * 1024;
      const body = Buffer.alloc(size, "x".repeat(126).concat("\r\n"));
      // In pieces, or it is compressed for longer than the time limit before anything comes.
      const large = bytes(block("222 0 <1@test>", body).bytes, 1024 * 1024);
      await using server = await serverThatSays(large, options);
      await using news = await startNews([providerConfig(server, { replyTimeoutMs: 200, ...settings })]);
      const told = new Told();
      let isPaused = false;
      const handle = news.ask({
        request: request("BODY <1@test>"),
        messageId: "<1@test>",
        sink: {
          write: (bytes, start, end) => {
            told.write(bytes, start, end);
            if (isPaused) return;
            isPaused = true;
            handle.pause();
          },
          end: (status, text) => told.end(status, text),
          missed: () => told.missed(),
          unavailable: (trouble) => told.unavailable(trouble),
          broken: () => told.broken(),
        },
      });
      await until(() => isPaused, { what: "a piece" });
      const began = performance.now();
      await until(() => performance.now() - began > 500, { what: "two time limits to pass" });
      expect(told.text.length).toBeLessThan(1024 * 1024);
      handle.resume();
      expect(await told.ended).toBe("reply");
      expect(told.text.length).toBe(large.bytes.length);
    },
  );
});
