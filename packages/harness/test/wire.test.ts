import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { freePort, startWire, until, type Wire } from "fairlead-harness";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** What an end of a connection has received, and how it ended. */
class End {
  readonly socket: Socket;
  readonly chunks: Buffer[] = [];
  error: NodeJS.ErrnoException | undefined;
  ended = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => this.chunks.push(chunk));
    socket.on("end", () => {
      this.ended = true;
    });
    socket.on("error", (error) => {
      this.error = error;
    });
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }

  receives(text: string): Promise<unknown> {
    return until(() => this.text === text, { what: () => `"${text}", not "${this.text}"`, timeoutMs: 2_000 });
  }
}

describe("Wire", () => {
  const servers: End[] = [];
  const listener = createServer({ noDelay: true, allowHalfOpen: true }, (socket) =>
    servers.push(new End(socket)),
  );
  let wire: Wire;
  let port: number;

  beforeEach(async () => {
    servers.length = 0;
    port = await freePort();
    listener.listen(port, "127.0.0.1");
    await once(listener, "listening");
    wire = await startWire({ to: { host: "127.0.0.1", port } });
  });

  afterEach(async () => {
    await wire.close();
    for (const { socket } of servers) socket.destroy();
    listener.close();
  });

  /** A connected client, and its other end at the server. */
  async function pair(): Promise<[client: End, server: End]> {
    const count = servers.length;
    const client = new End(connect({ port: wire.port, host: wire.host, noDelay: true, allowHalfOpen: true }));
    await once(client.socket, "connect");
    await until(() => servers.length > count, { what: "the server to be reached" });
    return [client, servers[count]!];
  }

  test("bytes and the ends of connections pass both ways", async () => {
    const [client, server] = await pair();
    client.socket.write("question");
    await server.receives("question");
    server.socket.end("answer");
    await client.receives("answer");
    await until(() => client.ended, { what: "the end" });
    expect(wire.connections).toBe(1);
    expect(wire.bytes).toEqual({ toServer: 8, toClient: 6 });
    client.socket.end("bye");
    await server.receives("questionbye");
    await until(() => wire.connections === 0 && server.ended, { what: "the connection to be gone" });
    expect(client.error).toBeUndefined();
    expect(server.error).toBeUndefined();
  });

  test("megabytes pass unharmed", async () => {
    const [client, server] = await pair();
    const block = Buffer.alloc(5_000_000, "0123456789");
    server.socket.end(block);
    await until(() => client.ended, { what: "all of it" });
    expect(Buffer.concat(client.chunks).equals(block)).toBe(true);
  });

  test("a failed connection fails at the other end too", async () => {
    const [client, server] = await pair();
    server.socket.resetAndDestroy();
    await until(() => client.error, { what: "the client to notice" });
    expect(client.error).toMatchObject({ code: "ECONNRESET" });
  });

  test("cut() resets both ends, and lets new connections in", async () => {
    const [client, server] = await pair();
    wire.cut();
    await until(() => client.socket.closed && server.socket.closed, { what: "both to notice" });
    expect(client.error).toMatchObject({ code: "ECONNRESET" });
    expect(wire.connections).toBe(0);
    await pair();
  });

  test("cut() does not wait for an end that reads nothing", async () => {
    const [client, server] = await pair();
    server.socket.pause();
    client.socket.write(Buffer.alloc(20_000_000));
    await until(() => wire.bytes.toServer > 1_000_000, { what: "the connection to fill up" });
    wire.cut();
    await until(() => client.socket.closed && wire.connections === 0, { what: "the connection to be gone" });
  });

  test("cutAfter() lets exactly so many bytes pass, once", async () => {
    const [client, server] = await pair();
    wire.cutAfter(5, "toClient");
    client.socket.write("any number of bytes the other way");
    server.socket.write("abc");
    server.socket.write("defgh");
    await until(() => client.ended && server.ended, { what: "the end" });
    expect(client.text).toBe("abcde");
    expect(wire.connections).toBe(0);
    const [client2, server2] = await pair();
    server2.socket.write("whole again");
    await client2.receives("whole again");
  });

  test("delay() makes every byte late, without reordering or slowing the rest", async () => {
    const [client, server] = await pair();
    wire.delay(60);
    const start = performance.now();
    for (let i = 0; i < 10; i++) client.socket.write(String(i));
    await server.receives("0123456789");
    const took = performance.now() - start;
    expect(took).toBeGreaterThanOrEqual(58);
    expect(took).toBeLessThan(300); // not ten times
  });

  test("throttle() limits bytes per second", async () => {
    const [client, server] = await pair();
    wire.throttle(100_000);
    const start = performance.now();
    client.socket.write(Buffer.alloc(20_000));
    await until(() => Buffer.concat(server.chunks).length === 20_000, { what: "all bytes" });
    expect(performance.now() - start).toBeGreaterThan(130);
  });

  test("halfOpen() holds back bytes, ends and new connections; restore() delivers them", async () => {
    const [client, server] = await pair();
    wire.halfOpen();
    client.socket.write("late");
    client.socket.end();
    const second = new End(connect(wire.port, wire.host));
    await once(second.socket, "connect");
    second.socket.write("second");
    await new Promise((resolve) => setTimeout(resolve, 50)); // nothing happens, and only time can show it
    expect(server.chunks).toEqual([]);
    expect(server.ended).toBe(false);
    expect(servers).toHaveLength(1);
    await wire.restore();
    await server.receives("late");
    await until(() => server.ended && servers[1]?.text === "second", { what: "what was held back" });
  });

  test("split() forwards in pieces of the given sizes, over and over", async () => {
    const [client, server] = await pair();
    wire.split(1, 3);
    client.socket.write("abcdefghi");
    await server.receives("abcdefghi");
    expect(server.chunks.map(String)).toEqual(["a", "bcd", "e", "fgh", "i"]);
  });

  test("refuse() turns new connections away only; restore() listens on the same port", async () => {
    const [client, server] = await pair();
    const before = wire.port;
    wire.refuse();
    const turnedAway = new End(connect(wire.port, wire.host));
    await until(() => turnedAway.error, { what: "the refusal" });
    expect(turnedAway.error).toMatchObject({ code: "ECONNREFUSED" });
    client.socket.write("still here");
    await server.receives("still here");
    await wire.restore();
    expect(wire.port).toBe(before);
    await pair();
  });

  test("retarget() leads new connections elsewhere", async () => {
    const [client] = await pair();
    wire.retarget({ host: "127.0.0.1", port: await freePort() });
    const lost = new End(connect(wire.port, wire.host));
    await until(() => lost.socket.closed, { what: "the connection to fail" });
    expect(client.socket.closed).toBe(false);
    expect(wire.connections).toBe(1);
  });

  test("connections from the exempt address pass untouched", async () => {
    const choosy = await startWire({ to: { host: "127.0.0.1", port }, exempt: "127.0.0.1" });
    choosy.halfOpen();
    const client = new End(connect(choosy.port, choosy.host));
    client.socket.write("through");
    await until(() => servers[0]?.text === "through", { what: "the bytes" });
    choosy.cut();
    expect(choosy.connections).toBe(0);
    expect(client.socket.closed).toBe(false);
    await choosy.close();
    await until(() => client.socket.closed, { what: "close() to end it" });
  });

  test("close() leaves nothing behind, even when half open", async () => {
    const [client, server] = await pair();
    wire.halfOpen();
    client.socket.write("never delivered");
    await wire.close();
    await until(() => client.socket.closed && server.socket.closed, { what: "both ends to be gone" });
    await wire.close();
  });
});
