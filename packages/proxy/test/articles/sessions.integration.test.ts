import { once } from "node:events";
import { connect } from "node:net";
import { asBlock, binaryFile, library, startFakeNntp, until } from "fairlead-harness";
import { expect, it } from "vitest";
import { startProxy } from "../../src/server/proxy.ts";
import { minimalNews } from "../config/example.ts";
import { configOf } from "../config/results.ts";

const COUNT = 40;

it("a session gets cached articles whole and in order, though its client is slow to read", async () => {
  const { articles } = binaryFile({ size: 700_000, partSize: 700_000 });
  const [{ messageId, bytes }] = articles as [(typeof articles)[number]];
  await using server = await startFakeNntp(library({ groups: [], articles }).handler);
  const text = minimalNews({
    listener: "limits: { maxBufferedBytes: 8mb }",
    provider: `, port: ${server.port}`,
    backend: "cache: { articles: whole }",
  });
  const config = configOf(text.replace("host: one", `host: ${server.host}`).replace(":1119", ":0"));
  await using proxy = await startProxy(config);
  const [address] = proxy.addresses.values();
  const socket = connect(address as { host: string; port: number });
  await once(socket, "readable");
  expect(String(socket.read())).toMatch(/^201 /);
  const article = `220 0 ${messageId}\r\n${asBlock({ bytes }).toString("latin1")}`;
  let received = "";
  const read = async (total: number): Promise<void> => {
    await until(() => received.length >= total, { what: "articles", timeoutMs: 20_000 });
  };
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
  });
  socket.write(`ARTICLE ${messageId}\r\n`);
  await read(article.length);
  socket.pause();
  socket.write(`ARTICLE ${messageId}\r\n`.repeat(COUNT));
  socket.write(`STAT ${messageId}\r\n`);
  // All are under way once the proxy has read them.
  const other = connect(address as { host: string; port: number });
  other.write("QUIT\r\n");
  await once(other.resume(), "close");
  socket.resume();
  const expected = [...Array.from({ length: COUNT + 1 }, () => article), `223 0 ${messageId}\r\n`].join("");
  await read(expected.length);
  expect(received === expected).toBe(true);
  expect(server.requests.filter(({ verb }) => verb === "ARTICLE")).toHaveLength(1);
  socket.destroy();
});
