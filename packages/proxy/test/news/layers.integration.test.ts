import {
  block,
  bytes,
  type Certificates,
  type FakeNntp,
  type Inn,
  library,
  makeCertificates,
  startFakeNntp,
  startInn,
  textArticle,
  tryTool,
  until,
} from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { disposer } from "../support/disposer.ts";
import { type NewsSettings, newsProxy } from "./news-proxy.ts";
import { Reader } from "./reader.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const innd = await tryTool("innd");
if (innd.path === undefined) console.warn(innd.reason);

const GROUP = "test.harness";
const small = textArticle({ seed: "small", text: ".dot\nlast" });
const large = textArticle({ seed: "large", size: 2_000_000 });
const [smallReply, largeReply] = [small, large].map(
  (article) => block(`220 0 ${article.messageId}`, article.bytes).bytes,
) as [Buffer, Buffer];
const ask = ({ messageId }: { readonly messageId: string }) => `ARTICLE ${messageId}`;
const LOGIN = 'users: [{ name: ann, password: "plain:secret" }]';

let certificates: Certificates;
let tls: string;
beforeAll(async () => {
  certificates = await makeCertificates();
  tls = `certFile: ${certificates.files.cert}, keyFile: ${certificates.files.key}`;
});

/** Has both articles, the small one in pieces, and compresses where it is told to. */
async function provider(options: { readonly compress?: boolean; readonly tls?: Certificates } = {}) {
  const { handler } = library({ groups: [GROUP], articles: [small, large] });
  const list = ["VERSION 2", "READER", ...(options.compress === true ? ["COMPRESS DEFLATE"] : [])];
  return use(
    await startFakeNntp((request) => {
      if (request.verb === "CAPABILITIES") return block("101 list", list);
      return request.line === ask(small) ? bytes(smallReply, 20) : handler(request);
    }, options),
  );
}

async function proxyFor(settings: NewsSettings, server?: FakeNntp) {
  const news = await newsProxy(use, [server ?? (await provider())], settings);
  const open = async (ca?: string) => {
    const reader = use(await Reader.open(news.address(), ca));
    await reader.line();
    return reader;
  };
  return { ...news, open };
}

async function compress(reader: Reader): Promise<void> {
  expect(await reader.say("COMPRESS DEFLATE")).toBe("206 Compression active");
  reader.compress();
}

async function gets(reader: Reader, article: typeof small, reply: Buffer): Promise<void> {
  expect((await reader.ask(ask(article))).equals(reply)).toBe(true);
}

describe("TLS of a reader", () => {
  it("may be there from the beginning", async () => {
    const { open } = await proxyFor({ listener: `tls: { ${tls} }` });
    const reader = await open(certificates.ca);
    await gets(reader, large, largeReply);
    expect(await reader.say("STARTTLS")).toBe("502 TLS is active");
    expect(await reader.say("QUIT")).toBe("205 Goodbye");
    expect((await reader.ended).length).toBe(0);
  });

  it("may be begun by STARTTLS, and what was sent with that is forgotten", async () => {
    const server = await provider();
    const { open, address } = await proxyFor({ listener: `tls: { ${tls}, startTls: true }` }, server);
    const reader = await open();
    await gets(reader, small, smallReply);
    reader.send(`STARTTLS\r\nSTAT ${large.messageId}\r\nSTAT `);
    expect(await reader.line()).toBe("382 Begin TLS");
    await reader.encrypt(certificates.ca, address().host);
    expect(await reader.say("DATE")).toMatch(/^111 /);
    await gets(reader, large, largeReply);
    expect(server.requests.map(({ verb }) => verb)).not.toContain("STAT");
    expect(await reader.say("STARTTLS")).toBe("502 TLS is active");
  });

  it("begins a session anew: what was selected or said of a login before is forgotten", async () => {
    const listener = `tls: { ${tls}, startTls: true }, requireTls: false`;
    const { open, address } = await proxyFor({ listener });
    const reader = await open();
    expect(await reader.say(`GROUP ${GROUP}`)).toMatch(/^211 /);
    expect(await reader.say("AUTHINFO USER ann")).toMatch(/^381 /);
    expect(await reader.say("STARTTLS")).toBe("382 Begin TLS");
    await reader.encrypt(certificates.ca, address().host);
    expect(await reader.say("NEXT")).toBe("412 No newsgroup selected");
    expect(await reader.say("AUTHINFO PASS secret")).toMatch(/^482 /);
    expect(await reader.say(`GROUP ${GROUP}`)).toMatch(/^211 /);
    expect(await reader.say("NEXT")).toMatch(/^223 2 /);
  });

  it("takes nothing away from what was counted before", async () => {
    const { open, address, metric } = await proxyFor({ listener: `tls: { ${tls}, startTls: true }` });
    const reader = await open();
    await gets(reader, large, largeReply);
    const before = [await metric("sent_bytes_total"), await metric("received_bytes_total")] as const;
    await reader.say("STARTTLS");
    await reader.encrypt(certificates.ca, address().host);
    await reader.say("DATE");
    expect(await metric("sent_bytes_total")).toBeGreaterThan(before[0]);
    expect(await metric("received_bytes_total")).toBeGreaterThan(before[1]);
  });

  it("may be asked for behind requests whose replies are long", async () => {
    const { open, address } = await proxyFor({ listener: `tls: { ${tls}, startTls: true }` });
    const reader = await open();
    reader.send(`${ask(large)}\r\nSTARTTLS\r\n`);
    expect((await reader.block()).equals(largeReply)).toBe(true);
    expect(await reader.line()).toBe("382 Begin TLS");
    await reader.encrypt(certificates.ca, address().host);
    expect(await reader.say("DATE")).toMatch(/^111 /);
  });

  it("that is none ends the session, and nothing is said in plain", async () => {
    const { open } = await proxyFor({ listener: `tls: { ${tls}, startTls: true }` });
    const reader = await open();
    expect(await reader.say("STARTTLS")).toBe("382 Begin TLS");
    reader.send("CAPABILITIES\r\nDATE\r\n");
    expect(String(await reader.ended)).not.toMatch(/101|111/);
  });

  it("is needed for a login where it is to be", async () => {
    const listener = `tls: { ${tls}, startTls: true }, requireTls: true`;
    const { open, address } = await proxyFor({ listener, rest: LOGIN });
    const reader = await open();
    const sasl = `AUTHINFO SASL PLAIN ${Buffer.from("\0ann\0secret").toString("base64")}`;
    for (const line of ["AUTHINFO USER ann", "AUTHINFO PASS secret", sasl, "AUTHINFO SASL PLAIN"]) {
      expect([line, await reader.say(line)]).toEqual([line, "483 TLS is needed for that"]);
    }
    expect(await reader.say(ask(small))).toBe("480 Authentication required");
    expect(await reader.say("STARTTLS")).toBe("382 Begin TLS");
    await reader.encrypt(certificates.ca, address().host);
    expect(await reader.say(ask(small))).toBe("480 Authentication required");
    expect(await reader.say(sasl)).toBe("281 Authentication accepted");
    await gets(reader, small, smallReply);
  });
});

describe("compression of a reader", () => {
  const LISTENER = { listener: "compress: true" };

  it("carries long articles, and many requests at once", async () => {
    const { open } = await proxyFor(LISTENER);
    const reader = await open();
    await gets(reader, small, smallReply);
    await compress(reader);
    expect(await reader.say("COMPRESS DEFLATE")).toBe("502 Compression is active");
    const wanted = Array.from({ length: 60 }, (_, at) => (at % 20 === 7 ? large : small));
    reader.send(wanted.map((article) => `${ask(article)}\r\n`).join(""));
    for (const article of wanted) {
      expect((await reader.block()).equals(article === small ? smallReply : largeReply)).toBe(true);
    }
    expect(await reader.say("QUIT")).toBe("205 Goodbye");
    expect((await reader.ended).length).toBe(0);
  });

  it("gives what comes in pieces as it came, to each of several readers", async () => {
    const { open } = await proxyFor(LISTENER);
    const readers = await Promise.all(Array.from({ length: 10 }, () => open()));
    for (const reader of readers) await compress(reader);
    for (let round = 0; round < 10; round++) {
      await Promise.all(readers.map((reader) => gets(reader, small, smallReply)));
    }
  });

  it("keeps no more for a slow reader than for any, and nothing is lost", async () => {
    const { open, sessions } = await proxyFor(LISTENER);
    const [slow, other] = [await open(), await open()];
    await compress(slow);
    slow.pause();
    slow.send(`${ask(large)}\r\n`.repeat(20));
    await gets(other, large, largeReply);
    const buffered = await until(async () => (await sessions())[0]?.bufferedBytes, { what: "replies" });
    expect(buffered).toBeLessThan(16_000_000);
    slow.resume();
    for (let i = 0; i < 20; i++) expect((await slow.block()).equals(largeReply)).toBe(true);
  });

  it("may be asked for behind requests whose replies are long", async () => {
    const { open } = await proxyFor(LISTENER);
    const reader = await open();
    reader.send(`${ask(large)}\r\nCOMPRESS DEFLATE\r\n`);
    expect((await reader.block()).equals(largeReply)).toBe(true);
    expect(await reader.line()).toBe("206 Compression active");
    reader.compress();
    await gets(reader, small, smallReply);
  });

  it("that is broken ends the session", async () => {
    const { open } = await proxyFor(LISTENER);
    const reader = await open();
    expect(await reader.say("COMPRESS DEFLATE")).toBe("206 Compression active");
    reader.send("DATE\r\nDATE\r\n");
    expect((await reader.ended).length).toBe(0);
  });

  it("goes under nothing: TLS comes first", async () => {
    const listener = `compress: true, tls: { ${tls}, startTls: true }`;
    const { open, address } = await proxyFor({ listener });
    const reader = await open();
    await reader.say("STARTTLS");
    await reader.encrypt(certificates.ca, address().host);
    await compress(reader);
    await gets(reader, large, largeReply);
    const late = await open();
    await compress(late);
    expect(await late.say("STARTTLS")).toBe("502 Too late for TLS");
  });
});

describe("both sides at once", () => {
  it("speak TLS and compress", async () => {
    const server = await provider({ compress: true, tls: certificates });
    const settings = {
      listener: `compress: true, tls: { ${tls} }`,
      provider: `tls: { caFile: ${certificates.files.ca} }, compress: require`,
    };
    const { open } = await proxyFor(settings, server);
    const readers = await Promise.all(Array.from({ length: 5 }, () => open(certificates.ca)));
    for (const reader of readers) await compress(reader);
    await Promise.all(
      readers.flatMap(async (reader) => {
        await gets(reader, large, largeReply);
        await gets(reader, small, smallReply);
        expect(await reader.say(`GROUP ${GROUP}`)).toBe(`211 2 1 2 ${GROUP}`);
        expect(await reader.say("NEXT")).toBe(`223 2 ${large.messageId}`);
      }),
    );
    expect(server.allConnections.map(({ isCompressed }) => isCompressed)).not.toContain(false);
  });

  describe.skipIf(innd.path === undefined)("with INN", () => {
    let inn: Inn;
    beforeAll(async () => {
      inn = await startInn({ groups: [GROUP], articles: [small], tls: certificates });
    });
    afterAll(() => inn?.close());

    it.each(["implicit", "starttls"])("speak TLS (%s) and compress", async (mode) => {
      const at = { host: inn.host, port: mode === "implicit" ? inn.tlsPort! : inn.port };
      const compressed = mode === "implicit" ? "compress: require" : "";
      const news = await newsProxy(use, [at], {
        listener: `compress: true, tls: { ${tls} }`,
        provider: `tls: { caFile: ${certificates.files.ca}, mode: ${mode} }, ${compressed}`,
      });
      const reader = use(await Reader.open(news.address(), certificates.ca));
      await reader.line();
      await compress(reader);
      const article = await reader.ask(ask(small));
      expect(String(article)).toMatch(/^220 0 <small@.*\r\n\r\n\.\.dot\r\nlast\r\n\.\r\n$/s);
      expect(await reader.say(`GROUP ${GROUP}`)).toBe(`211 1 1 1 ${GROUP}`);
    });
  });
});
