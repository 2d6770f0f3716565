import { type FakeNntp, invite, library, startFakeNntp } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { disposer } from "../support/disposer.ts";
import { newsProxy } from "./news-proxy.ts";

const { use, dispose } = disposer();
afterEach(dispose);

async function provider(): Promise<FakeNntp> {
  const { handler } = library({ groups: ["alt.test"], articles: [] });
  return use(
    await startFakeNntp((request) =>
      request.verb === "POST" ? invite("340 send it", () => "240 taken") : handler(request),
    ),
  );
}

/** Somebody who may send ten requests at once, and then one each 100 ms. */
async function reader() {
  const news = await newsProxy(use, [await provider()], {
    listener: "posting: any",
    provider: "posting: true",
    rest: 'users: [{ name: ann, password: "plain:secret", limits: { requestsPerSecond: 10 } }]',
  });
  const ann = await news.reader();
  await ann.say("AUTHINFO USER ann");
  expect(await ann.say("AUTHINFO PASS secret")).toMatch(/^281 /);
  return ann;
}

describe("what a user may send in a second", () => {
  it("counts for requests that come at once, too", async () => {
    const ann = await reader();
    const began = performance.now();
    ann.send("DATE\r\n".repeat(15));
    for (let at = 0; at < 15; at++) expect(await ann.line()).toMatch(/^111 /);
    // The first ten are free.
    expect(performance.now() - began).toBeGreaterThan(450);
  });

  it("holds up no article, and nothing is lost", async () => {
    const ann = await reader();
    for (let at = 0; at < 12; at++) {
      expect(await ann.say("POST")).toBe("340 send it");
      ann.send("From: me\r\n\r\nHello\r\n.\r\nDATE\r\n");
      expect(await ann.line()).toBe("240 taken");
      expect(await ann.line()).toMatch(/^111 /);
    }
  });
});
