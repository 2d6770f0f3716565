import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { bytes, type FakeReply, handshake, moved, OK, startFake, until } from "fairlead-harness";
import { Push } from "fairlead-resp";
import { describe, expect, test } from "vitest";

/** Sends text, and resolves with all that comes back until `reply` has, or until the end. */
async function ask(
  fake: { host: string; port: number },
  text: string,
  reply?: string,
): Promise<[string, Socket]> {
  const socket = connect(fake.port, fake.host);
  socket.on("error", () => {});
  let got = "";
  socket.on("data", (chunk) => {
    got += chunk;
  });
  socket.write(text);
  await until(() => socket.closed || (reply !== undefined && got.length >= reply.length), {
    what: "the reply",
  });
  return [got, socket];
}

async function answers(reply: FakeReply, text: string): Promise<void> {
  await using fake = await startFake(() => reply);
  const [got] = await ask(fake, "*1\r\n$4\r\nPING\r\n", text);
  expect(got).toBe(text);
}

describe("a fake server", () => {
  test("answers values and bytes", async () => {
    await answers("text", "$4\r\ntext\r\n");
    await answers(OK, "+OK\r\n");
    await answers(null, "$-1\r\n");
    await answers(bytes("?garbage"), "?garbage");
  });

  test("redirects to itself", async () => {
    await using fake = await startFake(({ connection }) => moved(7, connection.fake));
    const reply = `-MOVED 7 127.0.0.1:${fake.port}\r\n`;
    expect((await ask(fake, "GET a\r\n", reply))[0]).toBe(reply);
  });

  test("records requests, with their connections, and keeps the order of replies", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await using fake = await startFake(async (request) => {
      if (request.args[1] === "slow") await held;
      return request.args[1];
    });
    const slow = ask(fake, "GET slow\r\n*2\r\n$3\r\nget\r\n$1\r\nb\r\n", "$4\r\nslow\r\n$1\r\nb\r\n");
    await until(() => fake.requests.length === 2, { what: "two requests" });
    expect((await ask(fake, "GET c\r\n", "$1\r\nc\r\n"))[0]).toBe("$1\r\nc\r\n");
    release();
    expect((await slow)[0]).toBe("$4\r\nslow\r\n$1\r\nb\r\n");
    expect(fake.requests.map(({ name, args, connection }) => [connection.id, name, args[1]])).toEqual([
      [1, "GET", "slow"],
      [1, "GET", "b"],
      [2, "GET", "c"],
    ]);
    expect(fake.requests[1]?.raw[0]).toEqual(Buffer.from("get"));
  });

  test("answers a handshake, and from then on in its protocol", async () => {
    await using fake = await startFake((request) => handshake(request) ?? new Map([["a", 1]]));
    const [got] = await ask(fake, "CLIENT ID\r\nSELECT 1\r\nGET a\r\nHELLO 3\r\nGET a\r\n", "x".repeat(100));
    expect(got).toMatch(/^:1\r\n\+OK\r\n\*2\r\n\$1\r\na\r\n:1\r\n%.*proto.*%1\r\n\$1\r\na\r\n:1\r\n$/s);
  });

  test("splits bytes as told", async () => {
    await using fake = await startFake(() => bytes("+hello\r\n", 1, 3));
    const socket = connect(fake.port, fake.host);
    const chunks: string[] = [];
    socket.on("data", (chunk) => chunks.push(String(chunk)));
    socket.write("PING\r\n");
    await until(() => chunks.join("") === "+hello\r\n", { what: "all of it" });
    expect(chunks).toEqual(["+", "hel", "l", "o\r\n"]);
    socket.destroy();
  });

  test("may answer nothing, push, close and reset", async () => {
    await using fake = await startFake(async ({ name, connection }) => {
      if (name === "PUSH") await connection.send(new Push(["message", "hi"]));
      if (name === "CLOSE") connection.close();
      if (name === "RESET") connection.reset();
      return undefined;
    });
    expect((await ask(fake, "GET a\r\nPUSH\r\nCLOSE\r\n"))[0]).toBe("*2\r\n$7\r\nmessage\r\n$2\r\nhi\r\n");
    const socket = connect(fake.port, fake.host);
    socket.write("RESET\r\n");
    const [error] = await once(socket, "error");
    expect(error).toMatchObject({ code: "ECONNRESET" });
    await until(() => fake.connections.size === 0, { what: "the connections to be gone" });
  });

  test("tells a client off that breaks the protocol", async () => {
    await using fake = await startFake(() => OK);
    expect((await ask(fake, "*1\r\n:1\r\n"))[0]).toBe("-ERR Protocol error: expected '$', got ':'\r\n");
  });

  test("close() ends open connections, and throws what the handler threw", async () => {
    const fake = await startFake(() => {
      throw new Error("unexpected command");
    });
    await ask(fake, "PING\r\n");
    const idle = connect(fake.port, fake.host);
    const ended = once(idle, "close").catch(() => {});
    await until(() => fake.connections.size === 1, { what: "the second connection" });
    await expect(fake.close()).rejects.toThrow("unexpected command");
    await ended;
  });
});
