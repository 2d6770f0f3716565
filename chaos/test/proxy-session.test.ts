import { type FakeReply, type FakeRequest, startFake } from "fairlead-harness";
import { ErrorReply, Push, Simple } from "fairlead-resp";
import { describe, expect, test } from "vitest";
import { transact } from "../src/proxy/acts/transact.ts";
import { Home } from "../src/proxy/home.ts";
import { lineIs, replyIs } from "../src/proxy/model/outcome.ts";
import { Session } from "../src/proxy/session.ts";
import { textOf } from "../src/proxy/wire/frame.ts";
import { bytesOf } from "../src/proxy/wire/payload.ts";
import { World } from "../src/proxy/world.ts";
import { seededRandom } from "../src/random.ts";

type Answer = (request: FakeRequest) => FakeReply;

/** Has one session talk to a server that answers so, and gives what it complains of. */
async function complaints(
  answer: Answer,
  talk: (session: Session) => void | Promise<void>,
): Promise<string[]> {
  await using fake = await startFake(answer);
  const world = new World(fake, seededRandom(1));
  const session = new Session("s", world, world.random, [new Home("s", { tag: "t", shard: 0 })]);
  await session.connect();
  await talk(session);
  await session.line.until(0);
  session.line.drop(false);
  return world.violations.map(({ text }) => text);
}

function write(session: Session): void {
  const register = session.homes[0]!.registers[0]!.entry;
  const value = register.next();
  session.command(["SET", register.key, bytesOf(value)], (outcome) => register.set(value, outcome));
}

function read(session: Session): void {
  const register = session.homes[0]!.registers[0]!.entry;
  session.command(register.reading, (outcome) => register.read(outcome));
}

function count(session: Session): void {
  const counter = session.homes[0]!.counter.entry;
  session.command(["INCR", counter.key], (outcome) => counter.increment(outcome));
}

/** Keeps what it is told, as a server does. */
function honest(): Answer {
  const values = new Map<string, string>();
  return ({ name, args }) => {
    const [, key = "", value = ""] = args;
    if (name === "GET") return values.get(key) ?? null;
    if (name === "SET") values.set(key, value);
    if (name !== "INCR") return new Simple("OK");
    values.set(key, String(Number(values.get(key) ?? 0) + 1));
    return Number(values.get(key));
  };
}

describe("a session finds", () => {
  test("nothing wrong with an honest server", async () => {
    const talk = (session: Session): void => {
      for (const act of [read, write, count, read, count]) act(session);
    };
    expect(await complaints(honest(), talk)).toEqual([]);
  });

  test("a write that was acknowledged and is not there", async () => {
    const server = honest();
    const lossy: Answer = (request) => (request.name === "SET" ? new Simple("OK") : server(request));
    const talk = (session: Session): void => {
      write(session);
      read(session);
    };
    expect(await complaints(lossy, talk)).toHaveLength(1);
  });

  test("a write that ran twice", async () => {
    const server = honest();
    const eager: Answer = (request) => {
      if (request.name === "INCR") server(request);
      return server(request);
    };
    expect(await complaints(eager, count)).toEqual(["INCR: :2 instead of 1"]);
  });

  test("a value of another session, wherever a piece of it is", async () => {
    const spliced: Answer = ({ name }) =>
      name === "GET" ? `${"s:{t}:a.0#1|".repeat(300)}other` : new Simple("OK");
    const talk = (session: Session): void => {
      const register = session.homes[0]!.large.entry;
      const value = register.next(4_000);
      session.command(["SET", register.key, bytesOf(value)], (outcome) => register.set(value, outcome));
      session.command(register.reading, (outcome) => register.read(outcome));
    };
    expect(await complaints(spliced, talk)).toHaveLength(1);
  });

  test("replies that were swapped, and one that nobody asked for", async () => {
    const swapped: Answer = ({ args }) => (args[1] === "a" ? "b" : "a");
    const talk = (session: Session): void => {
      for (const text of ["a", "b"]) {
        session.command(
          ["ECHO", text],
          replyIs(text, (frame) => textOf(frame) === text),
        );
      }
    };
    expect(await complaints(swapped, talk)).toHaveLength(2);
    const silent: Answer = () => "a";
    const untold = await complaints(silent, async (session) => {
      session.expect(["CLIENT", "REPLY", "OFF"]);
      session.command(["PING"], () => undefined);
      await session.line.until(0);
      await session.line.until(-1);
    });
    expect(untold).toEqual(['a reply that nothing was asked for: "a"']);
  });

  test.each(["MOVED 1 127.0.0.1:1", "ASK 1 127.0.0.1:1", "ERR something else"])(
    "that it is shown %j",
    async (text) => expect(await complaints(() => new ErrorReply(text), read)).toHaveLength(1),
  );

  test("a message of a channel that it has left", async () => {
    const pushy: Answer = ({ connection }) => {
      connection.protocol = 3;
      return new Push(["message", "left", "left~r~0"]);
    };
    const talk = async (session: Session): Promise<void> => {
      session.command(["PING"], lineIs("PONG"), { ifLost: { kind: "unrun" } });
      session.line.flush();
      while (session.world.violationCount === 0) await new Promise((resolve) => setImmediate(resolve));
      session.line.drop(false);
    };
    expect(await complaints(pushy, talk)).toHaveLength(1);
  });
});

describe("a transaction finds", () => {
  const replies = (exec: FakeReply): Answer => {
    const lines: Record<string, FakeReply> = { MULTI: new Simple("OK"), EXEC: exec };
    return ({ name }) => lines[name] ?? new Simple("QUEUED");
  };
  const body = (session: Session, options: Partial<Parameters<typeof transact>[2]> = {}): void => {
    const counter = session.homes[0]!.counter.entry;
    const part = { args: ["INCR", counter.key], judge: counter.increment.bind(counter) };
    transact(session, [part, part], { ends: "EXEC", ...options });
  };

  test("nothing wrong with one that ran", async () => {
    expect(await complaints(replies([1, 2]), body)).toEqual([]);
  });

  test.each<[string, FakeReply]>([
    ["that another one came between", [1, 3]],
    ["that a part is missing", [1]],
    ["that it came to nothing though nothing was watched", null],
  ])("%s", async (_, exec) => {
    expect(await complaints(replies(exec), body)).toHaveLength(1);
  });

  test("that it ran though a watched key had changed", async () => {
    const watching = { hasChanged: true, isRefused: false };
    const talk = (session: Session): void => body(session, { watching });
    expect(await complaints(replies([1, 2]), talk)).toEqual(["EXEC: ran, though a watched key had changed"]);
  });

  test("that it ran without MULTI", async () => {
    const broken: Answer = ({ name }) =>
      name === "EXEC" ? [1, 2] : name === "MULTI" ? new ErrorReply("CLUSTERDOWN x") : new Simple("QUEUED");
    expect(await complaints(broken, body)).toContain("EXEC: ran, though MULTI had failed");
  });
});
