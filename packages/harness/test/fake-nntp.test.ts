import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { constants, createDeflateRaw, createInflateRaw } from "node:zlib";
import {
  asBlock,
  block,
  bytes,
  cutAfter,
  type FakeNntp,
  type FakeNntpOptions,
  farewell,
  invite,
  type NntpHandler,
  startFakeNntp,
  textArticle,
  until,
} from "fairlead-harness";
import { describe, expect, test } from "vitest";

const GREETING = "200 fairlead.internal ready\r\n";

/** Sends text, and gives what comes back until that ends in `end`, or until the end of all. */
async function talk(socket: Socket, text: string | Buffer, end?: string): Promise<string> {
  let got = "";
  socket.on("data", (chunk) => {
    got += chunk.toString("latin1");
  });
  socket.on("error", () => {});
  socket.write(text);
  const what = () => `the end of ${JSON.stringify(got)}`;
  await until(() => socket.closed || (end !== undefined && got.endsWith(end)), { what });
  return got;
}

/** All that a fake with this handler says to this text, until it hangs up. */
async function saidTo(
  text: string | Buffer,
  handler: NntpHandler,
  options?: FakeNntpOptions,
): Promise<string> {
  await using fake = await startFakeNntp(handler, options);
  return await talk(connect(fake.port, fake.host), text);
}

const untilQuit =
  (handler: NntpHandler): NntpHandler =>
  (request) =>
    request.verb === "QUIT" ? farewell("205 bye") : handler(request);

describe("a fake news server", () => {
  test("greets, and answers lines, blocks and bytes in order", async () => {
    const handler = untilQuit(({ verb, args }) => {
      if (verb === "DATE") return "111 20260101000000";
      if (verb === "BODY") return block(`222 0 ${args[0]}`, [".a", "b"]);
      return bytes("?garbage");
    });
    expect(await saidTo("date\r\nBODY <a>\r\nX\r\nQUIT\r\n", handler)).toBe(
      `${GREETING}111 20260101000000\r\n222 0 <a>\r\n..a\r\nb\r\n.\r\n?garbage205 bye\r\n`,
    );
  });

  test("records connections, and what each has asked", async () => {
    await using fake = await startFakeNntp(untilQuit(() => undefined));
    await talk(connect(fake.port, fake.host), "GROUP  a.b\t\r\nQUIT\r\n");
    await talk(connect(fake.port, fake.host), "Stat <x>\nQUIT\r\n");
    expect(fake.allConnections.map(({ lines }) => lines)).toEqual([
      ["GROUP  a.b\t", "QUIT"],
      ["Stat <x>", "QUIT"],
    ]);
    expect(fake.requests.map(({ verb, args, connection }) => [connection.id, verb, ...args])).toEqual([
      [1, "GROUP", "a.b"],
      [1, "QUIT"],
      [2, "STAT", "<x>"],
      [2, "QUIT"],
    ]);
    expect(fake.connections.size).toBe(0);
  });

  test("says nothing where it is told so, not even a greeting", async () => {
    await using fake = await startFakeNntp(() => undefined, { greeting: undefined });
    const socket = connect(fake.port, fake.host);
    const saying = talk(socket, "DATE\r\n");
    await until(() => fake.requests.length === 1, { what: "the request" });
    fake.allConnections[0]!.close();
    expect(await saying).toBe("");
  });

  test("cuts a reply wherever it is told to", async () => {
    const reply = block("222 0 <a>", ["abc"]);
    expect(await saidTo("BODY <a>\r\n", () => cutAfter(14, reply))).toBe(`${GREETING}222 0 <a>\r\nabc`);
    expect(await saidTo("BODY <a>\r\n", () => cutAfter(0, reply))).toBe(GREETING);
  });

  test("sends in pieces", async () => {
    await using fake = await startFakeNntp(() => bytes("223 0 <a>\r\n", 1, 4));
    const socket = connect(fake.port, fake.host);
    await once(socket, "data");
    const chunks: string[] = [];
    socket.on("data", (chunk) => chunks.push(String(chunk)));
    socket.write("STAT <a>\r\n");
    await until(() => chunks.join("") === "223 0 <a>\r\n", { what: "all of it" });
    expect(chunks).toEqual(["2", "23 0", " ", "<a>\r", "\n"]);
    socket.destroy();
  });

  test("takes a block where it has asked for one, and commands where it hasn't", async () => {
    const { bytes: sent } = textArticle({ text: ".dot\n.\nQUIT" });
    const got: Buffer[] = [];
    const handler = untilQuit(({ verb, args }) => {
      if (verb === "POST") return "440 Posting not permitted";
      return invite(`335 Send ${args[0]}`, (article) => {
        got.push(article);
        return "235 OK";
      });
    });
    const text = Buffer.concat([
      Buffer.from("IHAVE <1>\r\n"),
      asBlock({ bytes: sent }),
      Buffer.from("POST\r\nQUIT\r\n"),
    ]);
    expect(await saidTo(text, handler)).toBe(
      `${GREETING}335 Send <1>\r\n235 OK\r\n440 Posting not permitted\r\n205 bye\r\n`,
    );
    expect(got).toEqual([sent]);
  });

  test("takes the block of TAKETHIS with its command", async () => {
    const handler = untilQuit(({ args, block: article }) => `239 ${args[0]} ${article?.length}`);
    const text = "TAKETHIS <1>\r\n..a\r\n.\r\nTAKETHIS <2>\r\n.\r\nQUIT\r\n";
    expect(await saidTo(text, handler)).toBe(`${GREETING}239 <1> 4\r\n239 <2> 0\r\n205 bye\r\n`);
  });

  test("speaks TLS", async () => {
    await using fake = await startFakeNntp(
      untilQuit(() => "111 now"),
      { tls: true },
    );
    const socket = connectTls({ port: fake.port, host: fake.host, ca: fake.tls!.ca });
    expect(await talk(socket, "DATE\r\nQUIT\r\n")).toBe(`${GREETING}111 now\r\n205 bye\r\n`);
  });

  test("compresses both ways, from the line after its reply on", async () => {
    await using fake = await startFakeNntp(
      untilQuit(({ line }) => block("222 0 <a>", [line.repeat(50)])),
      {
        compress: true,
      },
    );
    expect(await compressed(fake, ["BODY <a>\r\n", "BODY <b>\r\n", "QUIT\r\n"])).toBe(
      ["a", "b"]
        .map((id) => `222 0 <a>\r\n${`BODY <${id}>`.repeat(50)}\r\n.\r\n`)
        .join("")
        .concat("205 bye\r\n"),
    );
    expect(fake.requests.map(({ line }) => line)).toEqual([
      "COMPRESS DEFLATE",
      "BODY <a>",
      "BODY <b>",
      "QUIT",
    ]);
    expect(fake.allConnections[0]!.isCompressed).toBe(true);
  });

  test("leaves COMPRESS to the handler unless it is told to know it", async () => {
    expect(
      await saidTo(
        "COMPRESS DEFLATE\r\nQUIT\r\n",
        untilQuit(() => "500 What?"),
      ),
    ).toBe(`${GREETING}500 What?\r\n205 bye\r\n`);
  });

  test("resets the connection when the handler throws, and throws that when it is closed", async () => {
    const fake = await startFakeNntp(() => {
      throw new Error("not in the script");
    });
    expect(await talk(connect(fake.port, fake.host), "DATE\r\n")).toBe(GREETING);
    await expect(fake.close()).rejects.toThrow("not in the script");
  });
});

/** What a fake says, once decompressed, to lines of which each is flushed by itself. */
async function compressed(fake: FakeNntp, lines: readonly string[]): Promise<string> {
  const socket = connect(fake.port, fake.host);
  socket.write("COMPRESS DEFLATE\r\n");
  const plain = `${GREETING}206 Compression active\r\n`;
  let got: Buffer = Buffer.alloc(0);
  const inflate = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
  let said = "";
  inflate.on("data", (chunk) => {
    said += chunk;
  });
  socket.on("data", (chunk: Buffer) => {
    const before = Math.max(0, plain.length - got.length);
    got = Buffer.concat([got, chunk]);
    inflate.write(chunk.subarray(before));
  });
  await until(() => got.length >= plain.length, { what: "the reply to COMPRESS" });
  expect(String(got.subarray(0, plain.length))).toBe(plain);
  const deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
  deflate.on("data", (chunk: Buffer) => {
    for (const byte of chunk) socket.write(Uint8Array.of(byte));
  });
  for (const line of lines) deflate.write(line);
  await once(socket, "close");
  await new Promise((resolve) => inflate.end(resolve));
  return said;
}
