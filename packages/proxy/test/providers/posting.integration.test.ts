import {
  asBlock,
  bytes,
  farewell,
  invite,
  library,
  startFakeNntp,
  textArticle,
  until,
} from "fairlead-harness";
import { describe, expect, it } from "vitest";
import type { PostHandle } from "../../src/providers/ask.ts";
import type { News } from "../../src/providers/news.ts";
import { providerConfig, request, serverThatSays, startNews, Told } from "../support/news.ts";

const ARTICLE = textArticle({ seed: "posted", size: 200_000 });
const BLOCK = asBlock(ARTICLE);

function post(news: News, line: string): { told: Told; handle: PostHandle } {
  const told = new Told();
  return { told, handle: news.post({ request: request(line), sink: told }) };
}

/** Sends a block in pieces of memory that is used again. */
function send(handle: PostHandle, block: Buffer, size = 10_000): void {
  const memory = Buffer.alloc(size);
  for (let at = 0; at < block.length; at += size) {
    const length = block.copy(memory, 0, at, at + size);
    handle.send(memory, 0, length, at + size >= block.length);
  }
}

describe("an article", () => {
  it.each(["POST", `IHAVE ${ARTICLE.messageId}`])("is sent by %s", async (line) => {
    const shelf = library({ groups: ["test.harness"] });
    await using server = await startFakeNntp(shelf.handler);
    await using news = await startNews([providerConfig(server, { posting: true })]);
    const { told, handle } = post(news, line);
    await until(() => told.invitations === 1, { what: "the invitation" });
    expect(told.text).toMatch(/^3(40|35) .*\r\n$/);
    send(handle, BLOCK);
    expect(await told.ended).toBe("reply");
    expect(told.text).toMatch(/^3.*\r\n2(40|35) .*\r\n$/);
    expect(shelf.byId.get(ARTICLE.messageId)?.bytes.equals(ARTICLE.bytes)).toBe(true);
    expect(news.figures().providers[0]).toMatchObject({ open: 1, inUse: 0 });
  });

  it("goes only where articles may be posted, and on to the next when one is not well", async () => {
    const shelf = library({ groups: ["test.harness"] });
    await using silent = await serverThatSays("240 no");
    await using sick = await serverThatSays(farewell("400 later"));
    await using server = await startFakeNntp(shelf.handler);
    await using news = await startNews([
      providerConfig(silent),
      providerConfig(sick, { posting: true }),
      providerConfig(server, { posting: true, tier: 1 }),
    ]);
    const { told, handle } = post(news, "POST");
    await until(() => told.invitations === 1, { what: "the invitation" });
    send(handle, BLOCK);
    expect(await told.ended).toBe("reply");
    expect(silent.requests.some(({ verb }) => verb === "POST")).toBe(false);
    expect(shelf.byId.has(ARTICLE.messageId)).toBe(true);
  });

  it("is refused by the provider's own words", async () => {
    await using server = await serverThatSays("440 not you");
    await using news = await startNews([providerConfig(server, { posting: true })]);
    const { told } = post(news, "POST");
    expect(await told.ended).toBe("reply");
    expect([told.text, told.invitations]).toEqual(["440 not you\r\n", 0]);
  });

  it("goes on to a provider that lets it be posted", async () => {
    await using strict = await serverThatSays("440 not you");
    await using server = await serverThatSays(invite("340 send it", () => "240 ok"));
    await using news = await startNews([
      providerConfig(strict, { posting: true }),
      providerConfig(server, { posting: true, tier: 1 }),
    ]);
    const { told, handle } = post(news, "POST");
    await until(() => told.invitations === 1 || told.status > 0, { what: "a reply" });
    send(handle, BLOCK);
    await told.ended;
    expect(told.text).toBe("340 send it\r\n240 ok\r\n");
  });

  it("can't be posted where nobody takes any", async () => {
    await using server = await serverThatSays("340 send it");
    await using news = await startNews([providerConfig(server)]);
    const { told } = post(news, "POST");
    expect(await told.ended).toBe("unavailable");
    expect(told.trouble?.kind).toBe("unsupported");
  });

  it.each([
    ["while its block is on its way", farewell("340 send it")],
    ["by words in between", bytes("340 send it\r\n")],
    ["before the second reply", invite("340 send it", () => farewell(bytes("")))],
    ["by silence", invite("340 send it", () => undefined)],
  ])("is lost %s, and never sent again", async (what, reply) => {
    await using server = await serverThatSays(reply);
    await using other = await serverThatSays(invite("340 send it", () => "240 ok"));
    await using news = await startNews([
      providerConfig(server, { posting: true, replyTimeoutMs: 100 }),
      providerConfig(other, { posting: true, tier: 1 }),
    ]);
    const { told, handle } = post(news, "POST");
    await until(() => told.invitations === 1, { what: "the invitation" });
    if (what.includes("words")) {
      await server.allConnections[0]?.send("441 too large");
      await until(() => news.figures().providers[0]?.open === 0, { what: "the connection to be given up" });
    }
    send(handle, BLOCK);
    expect(await told.ended).toBe("broken");
    expect(told.text).toBe("340 send it\r\n");
    expect(other.requests.some(({ verb }) => verb === "POST")).toBe(false);
    expect(news.figures().providers[0]).toMatchObject({ open: 0, inUse: 0 });
  });

  it("that is cancelled ends its connection", async () => {
    await using server = await serverThatSays(invite("340 send it", () => "240 ok"));
    await using news = await startNews([providerConfig(server, { posting: true })]);
    const { told, handle } = post(news, "POST");
    await until(() => told.invitations === 1, { what: "the invitation" });
    handle.send(BLOCK, 0, 1_000, false);
    handle.cancel();
    await until(() => server.connections.size === 0, { what: "the connection to be gone" });
    expect(told.text).toBe("340 send it\r\n");
  });

  it("waits for a provider that is slow", async () => {
    await using server = await serverThatSays(invite("340 send it", () => "240 ok"));
    await using news = await startNews([providerConfig(server, { posting: true })]);
    const told = new Told();
    let drains = 0;
    const sink = Object.assign(told, { drained: () => drains++ });
    const handle = news.post({ request: request("POST"), sink });
    await until(() => told.invitations === 1, { what: "the invitation" });
    const piece = Buffer.alloc(8 * 1024 * 1024, "x".repeat(126).concat("\r\n"));
    expect(handle.send(piece, 0, piece.length, false)).toBe(false);
    await until(() => drains === 1, { what: "room" });
    const end = Buffer.from(".\r\n");
    handle.send(end, 0, end.length, true);
    expect(await told.ended).toBe("reply");
  });
});
