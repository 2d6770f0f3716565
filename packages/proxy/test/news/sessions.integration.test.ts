import {
  type Article,
  asBlock,
  type Bytes,
  cutAfter,
  type FakeNntp,
  library,
  NntpClient,
  type NntpHandler,
  startFakeNntp,
  textArticle,
  until,
} from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { disposer } from "../support/disposer.ts";
import { LineClient } from "../support/line-client.ts";
import { proxyOf } from "../support/start.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const GROUP = "alt.test";
const articles = Array.from({ length: 5 }, (_, at) =>
  textArticle({ seed: at + 1, groups: [GROUP], text: `.dot ${at}\n..dots\nlast` }),
);
const [first, second, third] = articles as [Article, Article, Article];

/** A provider that has these articles of the group. */
async function provider(...has: readonly Article[]): Promise<FakeNntp> {
  return use(await startFakeNntp(library({ groups: [GROUP], articles: has }).handler));
}

async function proxy(providers: readonly FakeNntp[], listener = "", provider = "", rest = "") {
  const list = providers.map(
    ({ host, port }, at) => `{ name: p${at}, host: ${host}, port: ${port}, tier: ${at}, ${provider} }`,
  );
  const running = use(
    await proxyOf(`
listeners: [{ name: news, protocol: nntp, address: "127.0.0.1:0", ${listener} }]
backends: { usenet: { kind: nntp, providers: [${list.join(", ")}] } }
${rest}`),
  );
  return () => use(new LineClient(running.addresses.get("news")));
}

/** The reply to a line whose reply is a block, as it is sent. */
async function block(client: LineClient, line: string): Promise<string> {
  client.socket.write(`${line}\r\n`);
  const end = await until(() => client.received.indexOf("\r\n.\r\n") + 1, { what: () => client.received });
  const whole = client.received.slice(0, (end as number) + 4);
  client.received = client.received.slice((end as number) + 4);
  return whole;
}

describe("a session through the proxy", () => {
  it("finds an article on any provider, and says 430 once where none has it", async () => {
    const open = await proxy([await provider(first), await provider(second)]);
    const client = open();
    expect(await client.next()).toBe("201 News proxy ready, no posting");
    for (const article of [first, second, first]) {
      expect(await block(client, `ARTICLE ${article.messageId}`)).toBe(
        `220 0 ${article.messageId}\r\n${asBlock(article).toString()}`,
      );
    }
    expect(await client.say("STAT <nowhere@here>")).toBe("430 No such article");
  });

  it("answers pipelined requests in order", async () => {
    const open = await proxy([await provider(first, second), await provider(third)]);
    const client = open();
    await client.next();
    const ids = [third, first, second, third].map(({ messageId }) => messageId);
    client.socket.write(ids.map((id) => `STAT ${id}\r\n`).join(""));
    for (const id of ids) expect(await client.next()).toBe(`223 0 ${id}`);
  });

  it("asks anew for a reply that is cut off before its turn", async () => {
    const stock = library({ groups: [GROUP], articles: [first, second] });
    let [asked, cuts] = [0, 1];
    const handler: NntpHandler = async (request) => {
      const isHeld = request.verb === "STAT";
      if (isHeld) await until(() => asked === 2, { what: "the article to be asked for twice" });
      const reply = await stock.handler(request);
      if (request.verb !== "ARTICLE") return reply;
      asked++;
      return cuts-- > 0 ? cutAfter(60, reply as Bytes) : reply;
    };
    const providers = await Promise.all([startFakeNntp(handler), startFakeNntp(handler)]);
    const client = (await proxy(providers.map(use)))();
    await client.next();
    client.socket.write(`STAT ${second.messageId}\r\n`);
    expect(await block(client, `ARTICLE ${first.messageId}`)).toBe(
      `223 0 ${second.messageId}\r\n220 0 ${first.messageId}\r\n${asBlock(first).toString()}`,
    );
  });

  it("reads a group, gives its connection back while it is idle, and goes on where it was", async () => {
    const server = await provider(...articles);
    const open = await proxy([server], "limits: { pinIdleMs: 20 }", "maxConnections: 1");
    const [client, other] = [open(), open()];
    await Promise.all([client.next(), other.next()]);
    expect(await client.say(`GROUP ${GROUP}`)).toBe(`211 5 1 5 ${GROUP}`);
    expect(await client.say("NEXT")).toMatch(/^223 2 /);
    // There is one connection: the other session has it now.
    expect(await other.say(`GROUP ${GROUP}`)).toBe(`211 5 1 5 ${GROUP}`);
    expect(await client.say("NEXT")).toMatch(/^223 3 /);
    expect(await other.say("STAT")).toMatch(/^223 1 /);
    // By message-id nothing is pinned.
    expect(await client.say(`STAT ${first.messageId}`)).toMatch(/^223 /);
    expect(await client.say("LAST")).toMatch(/^223 2 /);
    expect(await client.say("QUIT")).toBe("205 Goodbye");
    await client.ended;
  });

  it("survives the loss of its connection", async () => {
    const server = await provider(...articles);
    const client = (await proxy([server]))();
    await client.next();
    await client.say(`GROUP ${GROUP}`);
    await client.say("NEXT");
    for (const connection of server.connections) connection.reset();
    expect(await client.say("NEXT")).toMatch(/^223 3 /);
  });

  it("refuses what needs a group in per-command mode", async () => {
    const client = (await proxy([await provider(first)], "mode: per-command"))();
    await client.next();
    expect(await client.say(`GROUP ${GROUP}`)).toMatch(/^503 /);
    expect(await client.say(`STAT ${first.messageId}`)).toMatch(/^223 /);
  });

  it("has one connection for everything in stateful mode", async () => {
    const server = await provider(...articles);
    const client = (await proxy([server], "mode: stateful"))();
    await client.next();
    expect(await client.say(`STAT ${first.messageId}`)).toMatch(/^223 /);
    expect(await client.say(`GROUP ${GROUP}`)).toMatch(/^211 /);
    expect(await client.say("NEXT")).toMatch(/^223 2 /);
    expect(await client.say("DATE")).toMatch(/^111 /);
  });

  it("asks who is there, and tells nothing before", async () => {
    const users = 'users: [{ name: ann, password: "plain:secret", limits: { sessions: 1 } }]';
    const open = await proxy([await provider(first)], "", "", users);
    const client = open();
    await client.next();
    expect(await client.say(`STAT ${first.messageId}`)).toBe("480 Authentication required");
    expect(await client.say("AUTHINFO USER ann")).toBe("381 Password required");
    expect(await client.say("AUTHINFO PASS wrong")).toBe("481 Authentication failed");
    client.socket.write(`AUTHINFO USER ann\r\nAUTHINFO PASS secret\r\nSTAT ${first.messageId}\r\n`);
    expect(await client.next()).toBe("381 Password required");
    expect(await client.next()).toBe("281 Authentication accepted");
    expect(await client.next()).toMatch(/^223 /);
    const plain = Buffer.from("\0ann\0secret").toString("base64");
    const other = open();
    await other.next();
    expect(await other.say("AUTHINFO SASL PLAIN")).toBe("383 =");
    expect(await other.say(plain)).toBe("481 Too many connections or logins at this moment");
    await client.say("QUIT");
    await client.ended;
    expect(await other.say(`AUTHINFO SASL PLAIN ${plain}`)).toBe("281 Authentication accepted");
  });

  it("posts to a provider that takes articles, and refuses cleanly otherwise", async () => {
    const server = await provider();
    const open = await proxy([server], "posting: any, limits: { maxArticleBytes: 5000 }", "posting: true");
    const client = open();
    expect(await client.next()).toMatch(/^200 /);
    const article = textArticle({ seed: 77, groups: [GROUP], text: ".a\nb" });
    expect(await client.say("POST")).toMatch(/^340 /);
    client.socket.write(asBlock(article));
    expect(await client.next()).toMatch(/^240 /);
    expect(await client.say(`STAT ${article.messageId}`)).toMatch(/^223 /);
    expect(await client.say("POST")).toMatch(/^340 /);
    client.socket.write(`${"x".repeat(400)}\r\n`.repeat(20));
    client.socket.write(".\r\nDATE\r\n");
    expect(await client.next()).toBe("441 The article is too large");
    expect(await client.next()).toMatch(/^111 /);
    const readonly = (await proxy([server]))();
    await readonly.next();
    readonly.socket.write(`TAKETHIS <a@b>\r\nPOST\r\nQUIT\r\n.\r\nPOST\r\n`);
    expect(await readonly.next()).toBe("503 Streaming is not supported");
    expect(await readonly.next()).toBe("440 Posting is not allowed");
  });

  it("gives what is said wrong a clear answer, and goes on", async () => {
    const client = (await proxy([await provider(first)]))();
    await client.next();
    expect(await client.say("")).toBe("501 Syntax error");
    expect(await client.say("FROBNICATE")).toBe("500 Unknown command");
    expect(await client.say(`STAT ${"x".repeat(600)}`)).toBe("501 Line too long");
    expect(await client.say("NEXT")).toBe("412 No newsgroup selected");
    expect(await client.say("DATE")).toMatch(/^111 /);
  });

  it("is what a reader of the harness finds on the provider itself", async () => {
    const server = await provider(...articles);
    const open = await proxy([server]);
    const address = open().socket;
    await until(() => address.remotePort !== undefined, { what: "a connection" });
    const at = { host: "127.0.0.1", port: address.remotePort! };
    const ask = async (line: string, where: { host: string; port: number }) =>
      NntpClient.use(where, undefined, (reader) => reader.block(line, /^2/));
    for (const line of [`ARTICLE ${second.messageId}`, `LISTGROUP ${GROUP}`, "LIST ACTIVE"]) {
      expect(await ask(line, at)).toEqual(await ask(line, server));
    }
  });
});
