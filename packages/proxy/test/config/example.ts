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
