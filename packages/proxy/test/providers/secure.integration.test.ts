import {
  block,
  bytes,
  type Certificates,
  type FakeNntp,
  farewell,
  library,
  makeCertificates,
  startFakeNntp,
  textArticle,
} from "fairlead-harness";
import { pino } from "pino";
import { beforeAll, describe, expect, it } from "vitest";
import type { ProviderConfig } from "../../src/config/provider-config.ts";
import { Journal } from "../../src/observe/journal.ts";
import { ask, asked, providerConfig, serverThatSays, startNews } from "../support/news.ts";

const ARTICLE = textArticle({ seed: "secret", size: 300_000 });
const LINE = `ARTICLE ${ARTICLE.messageId}`;
const HANDLER = library({ groups: ["test.harness"], articles: [ARTICLE] }).handler;

async function outcome(server: FakeNntp, settings: Partial<ProviderConfig>) {
  await using news = await startNews([providerConfig(server, settings)]);
  const { told } = ask(news, LINE);
  return { how: await told.ended, trouble: told.trouble };
}

describe("TLS at once", () => {
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await makeCertificates(["news.test"]);
  });

  it("is spoken with a server whose certificate is good", async () => {
    await using server = await startFakeNntp(HANDLER, { tls: certificates });
    const caFile = certificates.files.ca;
    for (const name of [{}, { serverName: "news.test" }]) {
      const tls = { mode: "implicit", verify: true, caFile, ...name } as const;
      await using news = await startNews([providerConfig(server, { tls })]);
      expect((await asked(news, LINE)).length).toBeGreaterThan(300_000);
    }
  });

  it.each<[string, { caFile?: true; serverName?: string }]>([
    ["is signed by nobody known", {}],
    ["has another name", { caFile: true, serverName: "other.test" }],
  ])(
    "is refused when the certificate %s, unless it is not to be checked",
    async (_what, { caFile, ...rest }) => {
      await using server = await startFakeNntp(HANDLER, { tls: certificates });
      const tls = { mode: "implicit", ...(caFile && { caFile: certificates.files.ca }), ...rest } as const;
      const refused = await outcome(server, { tls: { ...tls, verify: true } });
      expect([refused.how, refused.trouble?.kind]).toEqual(["unavailable", "connect"]);
      expect(server.requests).toEqual([]);
      expect((await outcome(server, { tls: { ...tls, verify: false } })).how).toBe("reply");
    },
  );

  it("fails in time with a server that speaks none", async () => {
    await using server = await startFakeNntp(HANDLER, { greeting: undefined });
    const tls = { mode: "implicit", verify: true } as const;
    const refused = await outcome(server, { tls, connectTimeoutMs: 200 });
    expect(refused.how).toBe("unavailable");
  });
});

describe("STARTTLS", () => {
  it("is required where it is configured", async () => {
    await using server = await startFakeNntp(HANDLER);
    const refused = await outcome(server, { tls: { mode: "starttls", verify: true } });
    expect([refused.how, refused.trouble?.kind]).toEqual(["unavailable", "encryption"]);
    expect(server.requests.map(({ verb }) => verb)).not.toContain("ARTICLE");
  });

  it("takes nothing that was said before it", async () => {
    await using server = await startFakeNntp(({ verb }) =>
      verb === "STARTTLS" ? "382 go\r\n200 injected" : "500 what",
    );
    const refused = await outcome(server, { tls: { mode: "starttls", verify: true } });
    expect([refused.how, refused.trouble?.kind]).toEqual(["unavailable", "malformed"]);
  });
});

describe("DEFLATE", () => {
  it.each(["auto", "require"] as const)("is used where it is offered (%s)", async (compress) => {
    await using server = await startFakeNntp(
      (request) => (request.verb === "CAPABILITIES" ? offering : HANDLER(request)),
      { compress: true },
    );
    await using plain = await startFakeNntp(HANDLER);
    await using news = await startNews([providerConfig(server, { compress })]);
    await using other = await startNews([providerConfig(plain)]);
    const text = await asked(other, LINE);
    for (let i = 0; i < 3; i++) expect(await asked(news, LINE)).toBe(text);
    expect(server.allConnections[0]?.isCompressed).toBe(true);
    expect(news.figures().providers[0]?.receivedBytes).toBeLessThan(text.length * 3);
  });

  it("loses nothing of a reply that the server ends the connection behind", async () => {
    const large = block("222 0 <1@test>", Buffer.alloc(4 * 1024 * 1024, "x".repeat(126).concat("\r\n")));
    await using server = await serverThatSays(farewell(large), { compress: true });
    await using news = await startNews([providerConfig(server, { compress: "require" })]);
    expect((await asked(news, "BODY <1@test>")).length).toBe(large.bytes.length);
  });

  it("that is broken ends the connection, and another provider is asked", async () => {
    await using server = await startFakeNntp(HANDLER);
    await using broken = await startFakeNntp(({ verb, connection }) => {
      if (verb !== "COMPRESS") return "500 what";
      setImmediate(() => void connection.send(bytes(Buffer.alloc(8, 0xff))));
      return "206 go";
    });
    await using news = await startNews([
      providerConfig(broken, { compress: "require" }),
      providerConfig(server, { tier: 1 }),
    ]);
    expect((await asked(news, LINE)).length).toBeGreaterThan(300_000);
    expect(news.figures().providers[0]).toMatchObject({ state: "down" });
  });

  it("is left out where it is not offered, and fails where it is required", async () => {
    await using server = await startFakeNntp(HANDLER);
    expect((await outcome(server, { compress: "auto" })).how).toBe("reply");
    const refused = await outcome(server, { compress: "require" });
    expect([refused.how, refused.trouble?.kind]).toEqual(["unavailable", "unsupported"]);
  });
});

const offering = ["101 list", "VERSION 2", "READER", "COMPRESS DEFLATE", "."].join("\r\n");

describe("a login", () => {
  const login = { user: "anna", password: "hush-hush" };
  const account = { username: login.user, password: login.password };

  it("is done with every connection", async () => {
    const { handler } = library({ groups: [], articles: [ARTICLE], login });
    await using server = await startFakeNntp(handler);
    expect((await outcome(server, account)).how).toBe("reply");
    expect((await outcome(server, { ...account, password: "wrong" })).trouble?.kind).toBe("credentials");
  });

  it("shows no name or password in troubles, figures or the log", async () => {
    const lines: string[] = [];
    const journal = new Journal(pino({ level: "debug" }, { write: (line: string) => lines.push(line) }));
    await using server = await startFakeNntp(({ verb, line }) =>
      verb === "AUTHINFO" ? `481 not ${line}` : "500 what",
    );
    await using news = await startNews([providerConfig(server, account)], {}, journal);
    const { told } = ask(news, LINE);
    expect(await told.ended).toBe("unavailable");
    expect(lines.length).toBeGreaterThan(0);
    const all = JSON.stringify([told.trouble, news.figures(), lines]);
    expect(all).toContain("481 not");
    expect(all).not.toMatch(/anna|hush/);
  });
});
