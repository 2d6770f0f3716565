import { type FakeNntp, invite, library, makeCertificates, startFakeNntp, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { disposer } from "../support/disposer.ts";
import { newsProxy } from "./news-proxy.ts";

const { use, dispose } = disposer();
afterEach(dispose);

/** One that takes articles, once `gate` lets it invite them. */
async function taker(gate: Promise<void> = Promise.resolve()): Promise<FakeNntp> {
  const { handler } = library({ groups: ["alt.test"], articles: [] });
  return use(
    await startFakeNntp(async (request) => {
      if (request.verb !== "POST") return handler(request);
      await gate;
      return invite("340 send it", () => "240 taken");
    }),
  );
}

const POSTING = { listener: "posting: any", provider: "posting: true" };

describe("a reader in the middle of an article", () => {
  it("may send the rest of it while the proxy drains, and learns what became of it", async () => {
    const news = await newsProxy(use, [await taker()], { ...POSTING, rest: "drainTimeoutMs: 20000" });
    const [reader, idle] = [await news.reader(), await news.reader()];
    expect(await reader.say("POST")).toBe("340 send it");
    reader.send("From: me\r\n");
    const closed = news.proxy.close();
    expect(String(await idle.ended)).toBe("400 The proxy ends this session\r\n");
    reader.send("\r\nHello\r\n.\r\n");
    expect(String(await reader.ended)).toBe("240 taken\r\n400 The proxy ends this session\r\n");
    await closed;
  });

  it("may begin it while the proxy drains, if it had asked before", async () => {
    let letGo = (): void => undefined;
    const server = await taker(new Promise((resolve) => (letGo = resolve)));
    const news = await newsProxy(use, [server], { ...POSTING, rest: "drainTimeoutMs: 20000" });
    const [reader, idle] = [await news.reader(), await news.reader()];
    reader.send("POST\r\n");
    await until(() => server.requests.some(({ verb }) => verb === "POST"), { what: "the request" });
    const closed = news.proxy.close();
    await idle.ended;
    letGo();
    expect(await reader.line()).toBe("340 send it");
    reader.send("From: me\r\n\r\nHello\r\n.\r\n");
    expect(String(await reader.ended)).toBe("240 taken\r\n400 The proxy ends this session\r\n");
    await closed;
  });

  it.each([
    ["an article", "POST\r\n", "340 send it"],
    ["a block that nobody wants", "TAKETHIS <a@b>\r\nFrom: me\r\n", undefined],
  ])("is idle when no more of %s comes", async (_what, lines, reply) => {
    const listener = `${POSTING.listener}, limits: { idleTimeoutMs: 50 }`;
    const server = await taker();
    const news = await newsProxy(use, [server], { ...POSTING, listener });
    const reader = await news.reader();
    reader.send(lines);
    if (reply !== undefined) expect(await reader.line()).toBe(reply);
    await reader.ended;
    expect(await news.sessions()).toEqual([]);
  });
});

describe("what a reader sends behind a command whose reply decides what it is", () => {
  it("is not read for the reply to an earlier one", async () => {
    const { files, ca } = await makeCertificates();
    const listener = `tls: { certFile: ${files.cert}, keyFile: ${files.key}, startTls: true }, requireTls: false`;
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const server = await taker();
    const { handler } = server;
    server.handler = async (request) => {
      if (request.verb === "STAT") await gate;
      return handler(request);
    };
    const news = await newsProxy(use, [server], { listener });
    const reader = await news.reader();
    reader.send("STAT <a@b>\r\nAUTHINFO SASL PLAIN\r\nAGEAYg==\r\nSTARTTLS\r\nDATE\r\n");
    await until(async () => (await news.sessions()).some(({ pending }) => pending >= 3), {
      what: "all to be read",
    });
    letGo();
    const said = [await reader.line(), await reader.line(), await reader.line(), await reader.line()];
    expect(said.map((line) => line.slice(0, 3))).toEqual(["430", "383", "481", "382"]);
    await reader.encrypt(ca, news.address().host);
    expect(await reader.say("HELP")).toMatch(/^100 /);
  });
});
