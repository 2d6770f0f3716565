import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { VirtualClient } from "../../src/proxied/virtual-client.ts";

const EXCHANGE = { request: Buffer.from("PING\r\n"), reply: Buffer.from("+PONG\r\n") };

let answer: (socket: Socket) => void;
let server: Server;
let client: VirtualClient;

beforeEach(async () => {
  server = createServer((socket) => socket.on("data", () => answer(socket)).on("error", () => {}));
  await once(server.listen(0, "127.0.0.1"), "listening");
  client = await VirtualClient.open({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
});

afterEach(async () => {
  client.close();
  await once(server.close(), "close");
});

test("the expected reply ends an exchange, also when it comes in pieces", async () => {
  answer = (socket) => {
    socket.write("+PO");
    setImmediate(() => socket.write("NG\r\n"));
  };
  await client.exchange(EXCHANGE);
  await client.exchange(EXCHANGE);
});

test("another reply fails it, and everything after it", async () => {
  answer = (socket) => socket.write("+PENG\r\n");
  const message = 'a wrong reply: expected "+PONG\\r\\n", got "+PENG\\r\\n"';
  await expect(client.exchange(EXCHANGE)).rejects.toThrow(message);
  await expect(client.exchange(EXCHANGE)).rejects.toThrow(message);
});

test("more than the reply is wrong, too", async () => {
  answer = (socket) => socket.write("+PONG\r\n:1\r\n");
  await expect(client.exchange(EXCHANGE)).rejects.toThrow("a wrong reply");
});

test("a connection that ends before the reply fails it", async () => {
  answer = (socket) => socket.end("+PO");
  await expect(client.exchange(EXCHANGE)).rejects.toThrow("the connection was closed before the reply");
});
