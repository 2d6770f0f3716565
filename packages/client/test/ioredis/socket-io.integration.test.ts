import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdapter, createShardedAdapter } from "@socket.io/redis-adapter";
import { startCluster, startServer, until } from "fairlead-harness";
import { Server } from "socket.io";
import { io as connectTo } from "socket.io-client";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { Cluster, Redis } from "../../src/ioredis.ts";
import { disposer } from "../support/disposer.ts";

const server = await startServer();
const cluster = await startCluster({ primaries: 3 });
afterAll(() => Promise.all([server.close(), cluster.close()]));

const { use, dispose } = disposer();
afterEach(dispose);

const places = [
  { title: "the adapter on one server", create: createAdapter, open: () => new Redis(server.url) },
  { title: "the adapter on a cluster", create: createAdapter, open: () => new Cluster([cluster.url]) },
  {
    title: "the sharded adapter on one server",
    create: createShardedAdapter,
    open: () => new Redis(server.url),
  },
  {
    title: "the sharded adapter on a cluster",
    create: createShardedAdapter,
    open: () => new Cluster([cluster.url]),
  },
];

describe.each(places)("socket.io: $title", ({ create, open }) => {
  /** A server of socket.io, one of several that know each other through Redis. */
  async function start(): Promise<Server> {
    const publisher = open();
    const subscriber = open();
    use({ close: () => publisher.quit() });
    use({ close: () => subscriber.quit() });
    const http = createServer().listen(0, "127.0.0.1");
    const io = new Server(http, { adapter: create(publisher, subscriber) as never });
    use({ close: () => io.close() });
    return io;
  }

  async function pair(): Promise<[Server, Server]> {
    const [a, b] = [await start(), await start()];
    await until(async () => (await a.of("/").adapter.serverCount()) === 2, { what: "both servers" });
    return [a, b];
  }

  /** A browser at `io`, in a room, and what it hears. */
  async function browserAt(io: Server, room: string): Promise<unknown[]> {
    io.on("connection", (socket) => void socket.join(room));
    const { port } = io.httpServer!.address() as AddressInfo;
    const socket = connectTo(`http://127.0.0.1:${port}`, { transports: ["websocket"] });
    use({ close: async () => socket.close() });
    const heard: unknown[] = [];
    socket.onAny((...args) => heard.push(args));
    await until(() => io.of("/").adapter.rooms.has(room), { what: "a socket in its room" });
    return heard;
  }

  it("a server reaches the sockets of others, with text and bytes", async () => {
    const [a, b] = await pair();
    const heard = await browserAt(b, "room");
    // The subscription to a room of the sharded adapter takes effect a little later.
    await until(() => a.to("room").emit("hello") && heard.length > 0, { what: "a first packet" });
    a.to("room").emit("data", Buffer.from([0xff, 0]), { n: 1 });
    a.to("elsewhere").emit("data", "not for it");
    a.emit("all");
    const rest = () => heard.filter((packet) => (packet as unknown[])[0] !== "hello");
    await until(() => rest().length === 2, { what: "both packets" });
    // They came over different channels, of which none waits for another.
    expect(rest()).toEqual(expect.arrayContaining([["data", Buffer.from([0xff, 0]), { n: 1 }], ["all"]]));
  });

  it("servers answer each other", async () => {
    const [a, b] = await pair();
    b.on("sum", (x: number, y: number, answer: (sum: number) => void) => answer(x + y));
    expect(await a.serverSideEmitWithAck("sum", 1, 2)).toEqual([3]);
    await browserAt(b, "room");
    expect(await a.in("room").fetchSockets()).toHaveLength(1);
  });
});
