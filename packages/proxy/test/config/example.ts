/** A file that says everything there is to say. */
export const EXAMPLE = `
listeners:
  - name: main
    protocol: resp
    address: 127.0.0.1:7379
    mode: hybrid
    backend: orders
    routes:
      - { prefix: "session:", backend: sessions }
    mirror: { backend: copy, reads: 0.1, writes: 1, compare: true }
    auth: users
    tls: { certFile: tls/server.pem, keyFile: /etc/tls/server.key, caFile: tls/ca.pem, clientCertificates: request }
    allow: [MONITOR, "config|get"]
    deny: [flushall]
    limits: { maxSessions: 100, maxBulkBytes: 20kb }
  - address: "[::1]:7380"
    backend: sessions
    auth: backend
  - { address: "unix:/run/fairlead.sock", backend: sessions, auth: none }
backends:
  orders:
    urls: [redis://one:6379, redis://two]
    mode: cluster
    readFrom: azAffinity
    zone: eu-1a
    username: proxy
    password: opensesame
    tls: { caFile: tls/ca.pem, certFile: tls/client.pem, keyFile: tls/client.key, servername: redis, rejectUnauthorized: false }
    timeoutMs: 1000
    connectTimeoutMs: 1001
    stallMs: 1002
    maxBackoffMs: 1003
    topologyCheckMs: 1004
    pool: { min: 1, max: 2, idleMs: 3, maxWaiters: 4 }
  sessions:
    urls: redis://sentinel:26379
    sentinel: { name: primary, username: watcher, password: opensesame }
  copy: { urls: redis://copy }
users:
  - { name: app, password: "plain:opensesame", commands: ["+read", "-keys", "+config|get"], keys: ["app:*"], mode: per-command }
  - { name: ops, password: "plain:opensesame" }
limits: { maxPipelined: 64, maxBulkBytes: 1mb, idleTimeoutMs: 60000 }
admin: { address: "0.0.0.0:9121", allowRemote: true }
workers: cores
log: { level: debug, format: json, longPinMs: 0 }
slowLog: { thresholdMs: 2.5, maxEntries: 0, showKeys: true }
drainTimeoutMs: 1
`;

/** A file that says everything there is to say of news, and has a Redis server beside it. */
export const NEWS_EXAMPLE = `
listeners:
  - name: news
    protocol: nntp
    address: 127.0.0.1:1119
    mode: stateful
    backend: usenet
    auth: users
    tls: { certFile: tls/server.pem, keyFile: /etc/tls/server.key, startTls: true }
    requireTls: false
    posting: block
    compress: true
    passThrough: [xzver]
    greeting: Welcome
    limits: { maxArticleBytes: 1mb, requestTimeoutMs: 7 }
  - { name: plain, protocol: nntp, address: 127.0.0.1:1120 }
  - { address: 127.0.0.1:7379, auth: none }
backends:
  usenet:
    kind: nntp
    providers:
      - host: news.example
        tls: { mode: implicit, caFile: tls/ca.pem, serverName: news, verify: false }
        username: me
        password: opensesame
        tier: 1
        weight: 2
        maxConnections: 20
        warmConnections: 3
        maxPinned: 4
        compress: auto
        statProbe: true
        connectTimeoutMs: 11
        replyTimeoutMs: 12
        idleTimeoutMs: 13
        maxAgeMs: 14
        keepAliveMs: 15
        coolDownMs: 16
      - { name: block, host: "::1", port: 1190, posting: true }
    selection: weighted-round-robin
    facts: { lifeMs: 17, maxArticles: 18, file: facts/usenet }
    checkYenc: true
    cache:
      articles: whole
      memoryBytes: 1mb
      disk: { path: cache/usenet, bytes: 2gb }
      redis: { urls: "redis://:opensesame@store" }
      ttlMs: 19
      maxArticleBytes: 20kb
  store: { urls: redis://store }
users:
  - { name: app, password: "plain:opensesame", limits: { sessions: 2, requestsPerSecond: 3, bytesPerSecond: 4kb } }
limits: { pinIdleMs: 1, maxSessions: 2, maxBulkBytes: 3 }
`;

/** The least that a file has to say of news, and room for more. */
export function minimalNews({ listener = "", provider = "", backend = "", rest = "" } = {}): string {
  return `
listeners:
  - address: 127.0.0.1:1119
    protocol: nntp
    ${listener}
backends:
  usenet:
    kind: nntp
    providers: [{ host: one${provider} }]
    ${backend}
${rest}
`;
}

/** The least that a file has to say, and room for more. */
export function minimal({ listener = "", backend = "", rest = "" } = {}): string {
  return `
listeners:
  - address: 127.0.0.1:7379
    ${listener}
backends:
  main:
    urls: redis://server
    ${backend}
${rest}
`;
}
