import { block, cutAfter, type FakeNntp, library, startFakeNntp, textArticle, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { disposer } from "../support/disposer.ts";
import { newsProxy, nobodyIn } from "./news-proxy.ts";
import type { Reader } from "./reader.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const MODES = ["hybrid", "stateful", "per-command"];
const article = textArticle({ size: 5_000 });
const reply = block(`220 0 ${article.messageId}`, article.bytes).bytes;
const LINE = `ARTICLE ${article.messageId}`;
const SETUP = new Set(["MODE", "CAPABILITIES"]);

/** Has the article, and ends in the middle of it if it `breaks`. */
async function provider(breaks = false): Promise<FakeNntp> {
  const { handler } = library({ groups: ["test.harness"], articles: [article] });
  return use(
    await startFakeNntp(async (request) => {
      if (!breaks || request.verb !== "ARTICLE") return handler(request);
      return cutAfter(3_000, block(`220 0 ${article.messageId}`, article.bytes), "close");
    }),
  );
}

describe.each(MODES)("a session in mode %s", (mode) => {
  it("may end before its login, and takes nothing of a provider until then", async () => {
    const server = await provider();
    const news = await newsProxy(use, [server], {
      listener: `mode: ${mode}`,
      rest: 'users: [{ name: ann, password: "plain:secret" }]',
    });
    const stranger = await news.reader();
    for (const line of [LINE, "GROUP test.harness", "DATE"]) {
      expect(await stranger.say(line)).toBe("480 Authentication required");
    }
    expect(await stranger.say("QUIT")).toBe("205 Goodbye");
    expect((await stranger.ended).length).toBe(0);
    // One connection is there at once, to learn what the provider can.
    expect(server.allConnections.length).toBe(1);
    expect(server.requests.filter(({ verb }) => !SETUP.has(verb))).toEqual([]);
  });

  it("is counted as long as it is there, however it ends", async () => {
    const news = await newsProxy(use, [await provider(true)], {
      listener: `mode: ${mode}`,
      provider: "coolDownMs: 1",
    });
    const readers = await Promise.all(Array.from({ length: 4 }, () => news.reader()));
    const [broken, quits, leaves, halfway] = readers as [Reader, Reader, Reader, Reader];
    expect(await news.metric("sessions")).toBe(4);
    broken.send(`${LINE}\r\n`);
    expect((await broken.ended).length).toBe(3_000);
    await until(async () => (await news.metric("sessions")) === 3, { what: "one less" });
    quits.send("QUIT\r\n");
    await quits.ended;
    await leaves.close();
    halfway.send("ARTI");
    halfway.end();
    await nobodyIn(news);
    expect(await news.metric("sessions")).toBe(0);
  });

  it("has each request and each byte counted once", async () => {
    const news = await newsProxy(use, [await provider()], { listener: `mode: ${mode}` });
    const reader = await news.reader();
    for (let i = 0; i < 10; i++) expect((await reader.ask(LINE)).equals(reply)).toBe(true);
    expect(await reader.say("QUIT")).toBe("205 Goodbye");
    await reader.ended;
    await nobodyIn(news);
    expect(await news.metric("commands_total", 'treatment="read"')).toBe(10);
    expect(await news.metric("commands_total", 'treatment="quit"')).toBe(1);
    const greetings = "201 News proxy ready, no posting\r\n205 Goodbye\r\n".length;
    expect(await news.metric("sent_bytes_total")).toBe(10 * reply.length + greetings);
    expect(await news.metric("received_bytes_total")).toBe(10 * (LINE.length + 2) + "QUIT\r\n".length);
  });
});
