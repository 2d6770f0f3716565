import { block, bytes, farewell, library, startFakeNntp, textArticle, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { disposer } from "../support/disposer.ts";
import { newsProxy } from "./news-proxy.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const articles = Array.from({ length: 12 }, (_, seed) => textArticle({ seed, size: 700_000 }));
const [first] = articles as [(typeof articles)[0]];
const ask = ({ messageId }: { readonly messageId: string }) => `ARTICLE ${messageId}\r\n`;
const { handler } = library({ groups: ["alt.test"], articles });

describe("a request that has to be asked again", () => {
  it.each([1, 4])("is not kept waiting by those behind it: %d connections", async (maxConnections) => {
    let deaf = false;
    const server = use(
      await startFakeNntp((request) => {
        if (request.line !== ask(first).trimEnd() || !deaf) return handler(request);
        deaf = false;
        return farewell(bytes(""));
      }),
    );
    const news = await newsProxy(use, [server], {
      provider: `maxConnections: ${maxConnections}`,
      listener: "limits: { requestTimeoutMs: 3000, maxBufferedBytes: 6mb }",
    });
    const reader = await news.reader();
    reader.send(ask(first));
    await reader.block();
    deaf = true;
    reader.send(articles.map(ask).join(""));
    for (const { messageId, bytes: text } of articles) {
      const expected = block(`220 0 ${messageId}`, text).bytes;
      const got = await reader.block();
      expect(String(got.subarray(0, 60))).toBe(String(expected.subarray(0, 60)));
      expect(got.equals(expected)).toBe(true);
    }
  });

  it("is not kept waiting by those that hold what it goes on to", async () => {
    const large = [1, 2].map((seed) => textArticle({ seed: `large${seed}`, size: 2_000_000 }));
    const has = use(await startFakeNntp(library({ groups: ["alt.test"], articles: large }).handler));
    const isBusy = () => has.requests.some(({ verb }) => verb === "ARTICLE");
    const lacks = use(
      await startFakeNntp(async (request) => {
        if (request.verb === "ARTICLE") await until(isBusy, { what: "the only connection to be in use" });
        return library({ groups: ["alt.test"], articles: [] }).handler(request);
      }),
    );
    const news = await newsProxy(use, [lacks, has], {
      provider: "maxConnections: 1",
      listener: "limits: { requestTimeoutMs: 3000 }",
    });
    const reader = await news.reader();
    // It is known then who has not got that one.
    expect(await reader.say(`STAT ${large[1]?.messageId}`)).toMatch(/^223 /);
    reader.send(large.map(ask).join(""));
    for (const { messageId, bytes: text } of large) {
      const expected = block(`220 0 ${messageId}`, text).bytes;
      const got = await reader.block();
      expect(String(got.subarray(0, 60))).toBe(String(expected.subarray(0, 60)));
      expect(got.equals(expected)).toBe(true);
    }
  });
});
