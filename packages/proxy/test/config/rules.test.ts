import { describe, expect, it } from "vitest";
import { minimal } from "./example.ts";
import { complaintsOf } from "./results.ts";

const OTHER = "other: { urls: redis://other }";

describe("in a listener", () => {
  it.each([
    ["mode: fast", 'listeners[0].mode must be "hybrid", "per-command" or "stateful"'],
    ["protocol: nttp", 'listeners[0].protocol must be "resp" or "nntp"'],
    ["protocol: nntp", "listeners[0].backend needs a backend of its protocol, and there is none"],
    ["posting: any", "listeners[0].posting belongs to the other protocol"],
    ["limits: { pinIdleMs: 1 }", "listeners[0].limits.pinIdleMs belongs to the other protocol"],
    ["name: 'a b'", "listeners[0].name must be letters, digits and _.:@/-"],
    ["backend: toString", "listeners[0].backend names no backend"],
    ["routes: [{ prefix: '', backend: main }]", "listeners[0].routes[0].prefix must not be empty"],
    [
      "routes: [{ prefix: a, backend: Main }]",
      'listeners[0].routes[0].backend names no backend; did you mean "main"?',
    ],
    [
      "routes: [{ prefix: a, backend: main }, { prefix: a, backend: main }]",
      "listeners[0].routes[1].prefix is the same as listeners[0].routes[0].prefix",
    ],
    ["mirror: { backend: x, reads: 1 }", "listeners[0].mirror.backend names no backend"],
    [
      "backend: main\n    mirror: { backend: main, writes: 1 }",
      "listeners[0].mirror.backend is the listener's own backend",
    ],
    ["mirror: { backend: main, writes: 1 }", "listeners[0].mirror.backend is the listener's own backend"],
    ["auth: users", "listeners[0].auth needs users, and there are none"],
    ["tls: { certFile: a }", "listeners[0].tls.keyFile is required"],
    [
      "tls: { certFile: a, keyFile: b, clientCertificates: require }",
      "listeners[0].tls.caFile is required where clients are asked for a certificate",
    ],
    ["allow: ['config|get']\n    deny: [CONFIG GET]", "listeners[0].deny[0] is in allow too"],
    ["allow: ['*']", 'listeners[0].allow[0] must be a command, such as "GET" or "CONFIG SET"'],
    ["limits: { maxSessions: 0 }", "listeners[0].limits.maxSessions must be at least 1"],
    ["limits: { maxSessions: 1.5 }", "listeners[0].limits.maxSessions must be a whole number"],
    ["limits: { maxSessions: 1k }", "listeners[0].limits.maxSessions must be a number"],
    ["limits: { maxBulkBytes: 0 }", "listeners[0].limits.maxBulkBytes must be at least 1"],
    [
      "limits: { maxBulkBytes: 0kb }",
      'listeners[0].limits.maxBulkBytes must be a number of bytes or a text such as "64mb"',
    ],
    [
      "limits: { maxBulkBytes: true }",
      'listeners[0].limits.maxBulkBytes must be a number of bytes or a text such as "64mb"',
    ],
    ["limits: { idleTimeoutMs: 2147483648 }", "listeners[0].limits.idleTimeoutMs must be at most 2147483647"],
  ])("%s is told of", (listener, complaint) => {
    expect(complaintsOf(minimal({ listener }))).toEqual([complaint]);
  });

  it.each([
    ["mirror: { backend: other }", "listeners[0].mirror mirrors nothing while reads and writes are 0"],
    [
      "routes: [{ prefix: a, backend: other }]\n    mirror: { backend: other, writes: 1 }",
      "listeners[0].mirror.backend is the backend of a route",
    ],
    ["mirror: { backend: other, reads: 1.5 }", "listeners[0].mirror.reads must be at most 1"],
    [
      "mirror: { backend: othre, reads: 1 }",
      'listeners[0].mirror.backend names no backend; did you mean "other"?',
    ],
  ])("of several backends, %s is told of", (mirror, complaint) => {
    const listener = `backend: main\n    ${mirror}`;
    expect(complaintsOf(`${minimal({ listener })}  ${OTHER}`)).toEqual([complaint]);
  });

  it("no address or name may be another's", () => {
    const rest = "admin: { address: LOCALHOST:1 }";
    const listeners = (...texts: string[]): string =>
      minimal({ rest }).replace(
        "- address: 127.0.0.1:7379",
        texts.map((text) => `- { ${text} }`).join("\n  "),
      );
    expect(complaintsOf(listeners("address: localhost:1", "address: 'localhost:2'"))).toEqual([
      "admin.address is the same as listeners[0].address",
    ]);
    expect(complaintsOf(listeners("name: a, address: localhost:0", "name: b, address: localhost:0"))).toEqual(
      [],
    );
    expect(complaintsOf(listeners("address: localhost:0", "address: localhost:0"))).toEqual([
      "listeners[1].name is the same as listeners[0].name",
    ]);
    expect(complaintsOf(listeners("name: a, address: 'unix:/a'", "name: a, address: 'unix:/b'"))).toEqual([
      "listeners[1].name is the same as listeners[0].name",
    ]);
  });
});

describe("in a backend", () => {
  it.each([
    ["kind: imap", 'backends.main.kind must be "resp" or "nntp"'],
    ["selection: x", "backends.main.selection belongs to the other protocol"],
    ["username: a", "backends.main.password is required with username"],
    ["sentinel: { username: a }", "backends.main.sentinel.password is required with username"],
    ["mode: cluster\n    sentinel: {}", 'backends.main.mode must be "auto" or "sentinel" with Sentinels'],
    ["readFrom: azAffinity", "backends.main.zone is required where readFrom goes by zone"],
    [
      "readFrom: nearest",
      'backends.main.readFrom must be "primary", "preferReplica", "replica", "allNodes", "azAffinity" or "azAffinityReplicasAndPrimary"',
    ],
    ["tls: { certFile: a }", "backends.main.tls.keyFile is required with certFile"],
    ["tls: { keyFile: a }", "backends.main.tls.certFile is required with keyFile"],
    ["pool: { min: 1025 }", "backends.main.pool.min is above max"],
    ["timeoutMs: 0", "backends.main.timeoutMs must be at least 1"],
    ["password: 12345", "backends.main.password must be a text; quote what looks like something else"],
  ])("%s is told of", (backend, complaint) => {
    expect(complaintsOf(minimal({ backend }))).toEqual([complaint]);
  });

  it.each([
    ["['redis://a:b@host']\n    password: c", "backends.main.password can't stand beside a login in urls"],
    ["[redis://a, redis+sentinel://b]", "backends.main.urls must all be of Sentinels, or none"],
    [
      "redis+sentinel://a/b\n    mode: standalone",
      'backends.main.mode must be "auto" or "sentinel" with Sentinels',
    ],
    ["[]", "backends.main.urls must not be empty"],
    ["7", "backends.main.urls must be a URL or a list of URLs"],
  ])("the URLs %s are told of", (urls, complaint) => {
    expect(complaintsOf(minimal().replace("redis://server", urls))).toEqual([complaint]);
  });

  it.each([
    "http://host",
    "host:6379",
    "redis://host:port",
    "redis://a@b@host",
    "redis://user:pa/ss@host",
    "redis://host?password=x",
    "redis://:%zz@host",
    "redis://host/db",
    "unix://",
    "redis+sentinel://host/a@b",
  ])("the URL %s is told of", (url) => {
    expect(complaintsOf(minimal().replace("redis://server", `["${url}"]`))).toEqual([
      expect.stringContaining("backends.main.urls[0] must be a URL such as redis://host:6379"),
    ]);
  });

  it("a name is told of that others could not refer to", () => {
    expect(complaintsOf(`${minimal()}  "a b": { urls: redis://x }`)).toEqual([
      "listeners[0].backend is required where there is more than one backend",
      'backends["a b"] must be letters, digits and _.:@/-',
    ]);
  });

  it("nothing is wrong with several, where listeners say which", () => {
    expect(complaintsOf(`${minimal({ listener: "backend: main" })}  ${OTHER}`)).toEqual([]);
  });
});

describe("in the rest of a file", () => {
  it.each([
    [
      "users: [{ name: a, password: 'plain:' }]",
      'users[0].password must be a hash that begins with "scrypt:", or "plain:" and the password',
    ],
    [
      "users: [{ name: a, password: 'plain:x' }, { name: a, password: 'plain:y' }]",
      "users[1].name is the same as users[0].name",
    ],
    [
      "users: [{ name: a, password: 'plain:x', commands: [get] }]",
      "users[0].commands[0] must be + or - and a command or one of read, write, admin, pubsub, blocking",
    ],
    [
      "admin: { address: '0.0.0.0:1' }",
      "admin.address can be reached from other machines, which needs allowRemote: true",
    ],
    [
      "admin: { address: 'host:1', allowRemote: false }",
      "admin.address can be reached from other machines, which needs allowRemote: true",
    ],
    ["admin: { address: 'host:1', allowRemote: 1 }", "admin.allowRemote must be true or false"],
    ["workers: 0", "workers must be at least 1"],
    ["workers: core", 'workers must be a whole number from 1, or "cores"'],
    [
      "log: { level: verbose }",
      'log.level must be "trace", "debug", "info", "warn", "error", "fatal" or "silent"',
    ],
    ["drainTimeout: 3", 'drainTimeout is not known; did you mean "drainTimeoutMs"?'],
    ["slowlog: {}", 'slowlog is not known; did you mean "slowLog"?'],
    ["something: else", "something is not known"],
  ])("%s is told of", (rest, complaint) => {
    expect(complaintsOf(minimal({ rest }))).toEqual([complaint]);
  });
});
