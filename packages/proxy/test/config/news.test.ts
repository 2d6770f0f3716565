import { describe, expect, it } from "vitest";
import { changesBetween } from "../../src/config/changes.ts";
import { configFromFlags } from "../../src/config/flags.ts";
import { redactConfig } from "../../src/config/redact.ts";
import { minimal, minimalNews, NEWS_EXAMPLE } from "./example.ts";
import { complaintsOf, configOf, problemsOf } from "./results.ts";

const PROVIDER = {
  name: "one",
  host: "one",
  port: 119,
  tls: undefined,
  tier: 0,
  weight: 10,
  maxConnections: 10,
  warmConnections: 0,
  maxPinned: 9,
  compress: "off",
  posting: false,
  statProbe: false,
  connectTimeoutMs: 10_000,
  replyTimeoutMs: 30_000,
  idleTimeoutMs: 60_000,
  maxAgeMs: 0,
  keepAliveMs: 30_000,
  coolDownMs: 1_000,
};

describe("news in a configuration", () => {
  it("has every choice made that the file leaves open", () => {
    const { listeners, backends } = configOf(minimalNews());
    expect(backends).toEqual({
      usenet: {
        kind: "nntp",
        providers: [PROVIDER],
        selection: "least-loaded",
        facts: { lifeMs: 3_600_000, maxArticles: 200_000 },
        checkYenc: false,
      },
    });
    expect(listeners).toEqual([
      {
        name: "127.0.0.1:1119",
        protocol: "nntp",
        address: { host: "127.0.0.1", port: 1119 },
        mode: "hybrid",
        backend: "usenet",
        auth: "none",
        tls: undefined,
        requireTls: false,
        posting: false,
        compress: false,
        passThrough: [],
        limits: {
          maxSessions: 10_000,
          maxPipelined: 1_024,
          maxBufferedBytes: 67_108_864,
          idleTimeoutMs: 0,
          authTimeoutMs: 10_000,
          requestTimeoutMs: 60_000,
          connectsPerSecond: 0,
          maxArticleBytes: 16_777_216,
          pinIdleMs: 30_000,
        },
      },
    ]);
  });

  it("is what the file says", () => {
    const { listeners, backends, users } = configOf(NEWS_EXAMPLE);
    const { usenet } = backends;
    expect(usenet).toEqual({
      kind: "nntp",
      providers: [
        {
          name: "news.example",
          host: "news.example",
          port: 563,
          tls: { mode: "implicit", caFile: "/etc/fairlead/tls/ca.pem", serverName: "news", verify: false },
          username: "me",
          password: "opensesame",
          tier: 1,
          weight: 2,
          maxConnections: 20,
          warmConnections: 3,
          maxPinned: 4,
          compress: "auto",
          posting: false,
          statProbe: true,
          connectTimeoutMs: 11,
          replyTimeoutMs: 12,
          idleTimeoutMs: 13,
          maxAgeMs: 14,
          keepAliveMs: 15,
          coolDownMs: 16,
        },
        { ...PROVIDER, name: "block", host: "::1", port: 1190, posting: true },
      ],
      selection: "weighted-round-robin",
      facts: { lifeMs: 17, maxArticles: 18, file: "/etc/fairlead/facts/usenet" },
      checkYenc: true,
      cache: {
        articles: "whole",
        memoryBytes: 1_048_576,
        disk: { path: "/etc/fairlead/cache/usenet", bytes: 2_147_483_648 },
        redis: { urls: ["redis://:opensesame@store"] },
        ttlMs: 19,
        maxArticleBytes: 20_480,
      },
    });
    const [news, plain, store] = listeners;
    expect(news).toMatchObject({
      mode: "stateful",
      tls: { certFile: "/etc/fairlead/tls/server.pem", startTls: true, clientCertificates: "none" },
      requireTls: false,
      posting: "block",
      compress: true,
      passThrough: ["XZVER"],
      greeting: "Welcome",
      limits: { maxArticleBytes: 1_048_576, requestTimeoutMs: 7, pinIdleMs: 1, maxSessions: 2 },
    });
    expect(news?.limits).not.toHaveProperty("maxBulkBytes");
    expect(plain).toMatchObject({ backend: "usenet", auth: "users", limits: { requestTimeoutMs: 60_000 } });
    expect(store).toMatchObject({ backend: "store", protocol: "resp", limits: { maxBulkBytes: 3 } });
    expect(store?.limits).not.toHaveProperty("pinIdleMs");
    expect(users[0]?.limits).toEqual({ sessions: 2, requestsPerSecond: 3, bytesPerSecond: 4_096 });
  });

  it("needs TLS for passwords where there is TLS, and takes the other port without it from the beginning", () => {
    const text = minimalNews({
      listener: "tls: { certFile: a, keyFile: b }",
      provider: ", tls: { mode: starttls }, maxConnections: 1",
    });
    const { listeners, backends } = configOf(text);
    expect(listeners[0]).toMatchObject({ requireTls: true, tls: { startTls: false } });
    const { usenet } = backends;
    expect(usenet).toMatchObject({ providers: [{ port: 119, maxPinned: 1 }] });
  });

  it("is shown without passwords", () => {
    expect(JSON.stringify(redactConfig(configOf(NEWS_EXAMPLE)))).not.toContain("opensesame");
  });

  it("has its changes told of", () => {
    const after = NEWS_EXAMPLE.replace("tier: 1", "tier: 2").replace("posting: block", "posting: any");
    const { applied } = changesBetween(
      configOf(NEWS_EXAMPLE),
      configOf(after.replace("sessions: 2", "sessions: 3")),
    );
    expect(applied).toEqual([
      "listener 127.0.0.1:1119: changed",
      "backend usenet: changed",
      "user app: changed",
    ]);
  });
});

describe("in a listener for news readers", () => {
  it.each([
    ["routes: []", "listeners[0].routes belongs to the other protocol"],
    ["limits: { maxBulkBytes: 1 }", "listeners[0].limits.maxBulkBytes belongs to the other protocol"],
    ["auth: backend", 'listeners[0].auth must be "none" or "users"'],
    ["auth: users", "listeners[0].auth needs users, and there are none"],
    ["requireTls: true", "listeners[0].requireTls needs tls, and there is none"],
    [
      "tls: { certFile: a, keyFile: b, starttls: true }",
      'listeners[0].tls.starttls is not known; did you mean "startTls"?',
    ],
    ["posting: any", "listeners[0].posting needs a provider with posting: true, and there is none"],
    ["posting: one", "listeners[0].posting names a provider without posting: true"],
    ["posting: two", "listeners[0].posting names no provider of its backend"],
    ["posting: true", 'listeners[0].posting must be false, the name of a provider, or "any"'],
    ["passThrough: ['X Y']", "listeners[0].passThrough[0] must be one word of letters and digits"],
    ['greeting: "a\\nb"', "listeners[0].greeting must be one line of ASCII, of 400 characters at most"],
    ["backend: other", "listeners[0].backend names no backend"],
  ])("%s is told of", (listener, complaint) => {
    expect(complaintsOf(minimalNews({ listener }))).toEqual([complaint]);
  });

  it("the backend is of news providers, and in others it is not", () => {
    const both = (listener: string, text: string): string[] =>
      complaintsOf(text.replace("backends:", `backends:\n  other: { ${listener} }`));
    expect(both("urls: redis://x", minimalNews({ listener: "backend: other" }))).toEqual([
      "listeners[0].backend names a backend of the other protocol",
    ]);
    expect(both("kind: nntp, providers: [{ host: x }]", minimal({ listener: "backend: other" }))).toEqual([
      "listeners[0].backend names a backend of the other protocol",
    ]);
    // Of each protocol there is one, so that there is nothing to choose.
    expect(both("urls: redis://x", minimalNews())).toEqual([]);
  });
});

describe("among news providers", () => {
  it.each([
    [", port: 0", "backends.usenet.providers[0].port must be at least 1"],
    [", port: 65536", "backends.usenet.providers[0].port must be at most 65535"],
    [", tier: 256", "backends.usenet.providers[0].tier must be at most 255"],
    [", name: any", 'backends.usenet.providers[0].name must not be "any"'],
    [", warmConnections: 11", "backends.usenet.providers[0].warmConnections is above maxConnections"],
    [", maxConnections: 2, maxPinned: 3", "backends.usenet.providers[0].maxPinned is above maxConnections"],
    [", username: a", "backends.usenet.providers[0].password is required with username"],
    [", password: a", "backends.usenet.providers[0].username is required with password"],
    [
      ', username: a, password: "a\\nb"',
      "backends.usenet.providers[0].password must not be empty, nor have a line break in it",
    ],
    [" two", "backends.usenet.providers[0].host must be a host name or an IP address"],
    ["}, { host: one", "backends.usenet.providers[1].name is the same as backends.usenet.providers[0].name"],
    [", conections: 1", "backends.usenet.providers[0].conections is not known"],
    [", tls: true", "backends.usenet.providers[0].tls must be a section with keys"],
  ])("%s is told of", (provider, complaint) => {
    expect(complaintsOf(minimalNews({ provider }))).toEqual([complaint]);
  });

  it("what is wrong is told of where it stands", () => {
    expect(problemsOf(minimalNews({ backend: "facts: { lifeMs: 0 }" }))).toEqual([
      "10:22 backends.usenet.facts.lifeMs must be at least 1",
    ]);
  });

  it("there has to be one", () => {
    expect(complaintsOf(minimalNews().replace("[{ host: one }]", "[]"))).toEqual([
      "backends.usenet.providers must not be empty",
    ]);
  });
});

it("limits of users are told of where nobody would keep them", () => {
  const users = "users: [{ name: a, password: 'plain:x', limits: { sessions: 1 } }]";
  expect(complaintsOf(minimalNews({ rest: users }))).toEqual([]);
  expect(complaintsOf(minimal({ listener: "auth: none", rest: users }))).toEqual([]);
  expect(complaintsOf(minimal({ rest: users }))).toEqual([
    "users[0].limits are kept for news readers only, and there is a listener of protocol resp where users log in",
  ]);
});

describe("a start without a file", () => {
  const flags = (to: string | string[]) => configFromFlags({ protocol: "nntp", to });
  const complaint = (to: string | string[]): string[] => {
    const result = flags(to);
    return "config" in result ? [] : result.problems.map(({ path, message }) => `${path} ${message}`);
  };

  it("takes providers as URLs", () => {
    const result = flags([
      "nntps://me:open%40sesame@host?tier=1&connections=20&name=main",
      "nntp://[::1]:1190/",
    ]);
    if (!("config" in result)) throw new Error(JSON.stringify(result));
    const { listeners, backends } = result.config;
    const { default: backend } = backends;
    expect(listeners).toMatchObject([{ protocol: "nntp", address: { host: "127.0.0.1", port: 1119 } }]);
    expect(backend).toMatchObject({
      providers: [
        {
          name: "main",
          host: "host",
          port: 563,
          tls: { mode: "implicit", verify: true },
          username: "me",
          password: "open@sesame",
          tier: 1,
          maxConnections: 20,
        },
        { name: "::1", host: "::1", port: 1190, tls: undefined, tier: 0, maxConnections: 10 },
      ],
    });
  });

  it.each([
    "news.example",
    "http://host",
    "nntp://",
    "nntp://host/path",
    "nntp://host?tls=1",
    "nntp://a:%zz@host",
  ])("tells of %s by the name of the flag", (url) =>
    expect(complaint(url)).toEqual([expect.stringMatching(/^--to must be a URL such as nntps:/)]),
  );

  it("tells of what is wrong in a URL, and not with what", () => {
    expect(complaint("nntp://host?tier=300")).toEqual(["--to has a URL whose tier must be at most 255"]);
    expect(complaint("nntp://host?connections=x")).toEqual([
      "--to has a URL whose connections must be a number",
    ]);
    expect(complaint("nntp://me@host")).toEqual(["--to has a URL whose password is required with username"]);
    expect(complaint(["nntp://host", "nntp://host"])).toEqual([
      "--to has a URL whose name another has, too: add name=",
    ]);
  });
});
