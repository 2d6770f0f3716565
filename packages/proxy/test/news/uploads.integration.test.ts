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
    await until(async () => (await news.sessions()).some(({ pending }) => pending >= 3), { what: "all to be read" });
    letGo();
    const said = [await reader.line(), await reader.line(), await reader.line(), await reader.line()];
    expect(said.map((line) => line.slice(0, 3))).toEqual(["430", "383", "481", "382"]);
    await reader.encrypt(ca, news.address().host);
    expect(await reader.say("HELP")).toMatch(/^100 /);
  });
});
