import {
  type Address,
  bytes,
  type Fake,
  type FakeHandler,
  type FakeRequest,
  handshake,
  moved,
  startFake,
} from "fairlead-harness";
import { ErrorReply } from "fairlead-resp";
import { afterEach, describe, expect, it } from "vitest";
import { type Client, connect } from "../src/index.ts";
import { slotOf } from "../src/routes/slot.ts";
import { disposer } from "./support/disposer.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const KEY = "k";
const SLOT = slotOf(KEY);
const SELF = "self";

/** A scripted cluster: the first node owns all slots. `answer` gets a node's number and what it was asked. */
async function scripted(
  nodes: number,
  answer: (node: number, request: FakeRequest, fakes: readonly Fake[]) => ReturnType<FakeHandler>,
  slots?: (fakes: readonly Fake[]) => unknown,
): Promise<{ client: Client; fakes: readonly Fake[] }> {
  const fakes: Fake[] = [];
  const owner = (all: readonly Fake[]) => [[0, 16_383, [all[0]?.host ?? "", all[0]?.port ?? 0, SELF]]];
  for (let node = 0; node < nodes; node++) {
    fakes.push(
      use(
        await startFake((request) => {
          if (request.name === "HELLO") return { ...(handshake(request) as object), mode: "cluster" };
          if (request.name === "CLUSTER") {
            return (request.args[1]?.toUpperCase() === "SLOTS" ? (slots ?? owner)(fakes) : "") as never;
          }
          return handshake(request) ?? answer(node, request, fakes);
        }),
      ),
    );
  }
  const client = use(await connect(fakes[0]?.url as string, { timeoutMs: 1_500 }));
  return { client, fakes };
}

const names = (fake: Fake | undefined): string[] =>
  (fake?.requests ?? [])
    .map(({ name }) => name)
    .filter((name) => name !== "HELLO" && name !== "CLIENT" && name !== "CLUSTER");

describe("a redirect", () => {
  it("is followed at once, and remembered", async () => {
    const { client, fakes } = await scripted(2, (node, _request, all) =>
      node === 0 ? moved(SLOT, all[1] as Address) : "v",
    );
    expect(await client.get(KEY)).toBe("v");
    expect(names(fakes[1])).toEqual(["GET"]);
  });

  it("to a host that is left out leads back to the host that sent it", async () => {
    const { client } = await scripted(2, (node, _request, all) =>
      node === 0 ? new ErrorReply(`MOVED ${SLOT} :${all[1]?.port}`) : "v",
    );
    expect(await client.get(KEY)).toBe("v");
  });

  it("that goes in circles ends with the deadline, not in a storm", async () => {
    let hops = 0;
    const { client } = await scripted(2, (node, _request, all) => {
      hops++;
      return moved(SLOT, all[1 - node] as Address);
    });
    await expect(client.get(KEY)).rejects.toMatchObject({
      code: "ERR_TIMEOUT",
      delivery: "unsent",
      cause: { code: "MOVED" },
    });
    expect(hops).toBeLessThan(100);
  });

  it("for another slot than the command's is an error, and moves nothing", async () => {
    const { client, fakes } = await scripted(2, (node, request, all) => {
      if (node === 1) return "taken in";
      return request.name === "EVAL" ? moved(SLOT === 1 ? 2 : 1, all[1] as Address) : "v";
    });
    await expect(client.eval("return 1", { keys: [KEY] })).rejects.toMatchObject({ code: "MOVED" });
    expect(await client.get(KEY)).toBe("v");
    expect(names(fakes[1])).toEqual([]);
  });

  it("to ask sends ASKING right before each command, whatever else is under way", async () => {
    const { client, fakes } = await scripted(2, (node, _request, all) =>
      node === 0 ? new ErrorReply(`ASK ${SLOT} ${all[1]?.host}:${all[1]?.port}`) : "v",
    );
    const replies = await Promise.all(Array.from({ length: 50 }, () => client.get(KEY)));
    expect(replies).toEqual(new Array(50).fill("v"));
    expect(names(fakes[1])).toEqual(new Array(50).fill(["ASKING", "GET"]).flat());
  });

  it("of a command with many keys is each part's own", async () => {
    const { client } = await scripted(2, (node, request, all) => {
      const slot = slotOf(request.args[1] as string);
      return node === 0 ? moved(slot, all[1] as Address) : [request.args[1] as string];
    });
    expect(await client.mget(["a", "b", "c"])).toEqual(["a", "b", "c"]);
  });
});

describe("a refusal that passes", () => {
  it.each([
    "TRYAGAIN Multiple keys request during rehashing of slot",
    "CLUSTERDOWN The cluster is down",
    "LOADING Redis is loading",
  ])("(%s) is waited out, for a write too", async (refusal) => {
    let refused = 0;
    const { client } = await scripted(1, () => (refused++ < 3 ? new ErrorReply(refusal) : 1));
    expect(await client.incr(KEY)).toBe(1);
    expect(refused).toBe(4);
  });

  it("that does not pass ends with the deadline, and is its cause", async () => {
    const { client } = await scripted(1, () => new ErrorReply("CLUSTERDOWN The cluster is down"));
    await expect(client.incr(KEY, { timeoutMs: 200 })).rejects.toMatchObject({
      code: "ERR_TIMEOUT",
      delivery: "unsent",
      cause: { code: "CLUSTERDOWN" },
    });
  });

  it("does not make the client storm the nodes with questions about the topology", async () => {
    const { client, fakes } = await scripted(1, () => new ErrorReply("CLUSTERDOWN The cluster is down"));
    await Promise.allSettled(
      Array.from({ length: 200 }, (_, at) => client.incr(`k${at}`, { timeoutMs: 1_000 })),
    );
    const asked = fakes[0]?.requests.filter(({ args }) => args[1]?.toUpperCase() === "SLOTS").length;
    expect(asked).toBeGreaterThan(1);
    expect(asked).toBeLessThan(15);
  });

  it("but comes out of a script goes to the caller: the script may have written", async () => {
    let ran = 0;
    const { client } = await scripted(1, () => {
      ran++;
      return new ErrorReply("CLUSTERDOWN The cluster is down script: 5b1e8f2c, on @user_script:1.");
    });
    await expect(client.eval("...", { keys: [KEY] })).rejects.toMatchObject({ code: "CLUSTERDOWN" });
    expect(ran).toBe(1);
  });
});

describe("a refusal that stays", () => {
  it("reaches the caller with the server's word, the command and the address", async () => {
    const { client, fakes } = await scripted(1, () => new ErrorReply("WRONGTYPE Operation against a key"));
    await expect(client.incr(KEY)).rejects.toMatchObject({
      name: "ReplyError",
      code: "WRONGTYPE",
      command: "INCR",
      address: `${fakes[0]?.host}:${fakes[0]?.port}`,
    });
  });

  it("in one part of a call fails the whole call, never only part of it silently", async () => {
    const { client } = await scripted(1, (_node, request) =>
      request.args[1] === "b" ? new ErrorReply("OOM command not allowed") : "OK",
    );
    await expect(client.mset({ a: 1, b: 2, c: 3 })).rejects.toMatchObject({
      code: "ERR_PARTIAL",
      delivery: "unknown",
      cause: { code: "OOM" },
    });
  });

  it("with a reply of the wrong shape costs the call, not the client", async () => {
    const { client } = await scripted(1, (_node, request) => (request.name === "DEL" ? "nonsense" : "v"));
    await expect(client.del(["a", "b"])).rejects.toBeInstanceOf(TypeError);
    expect(await client.get(KEY)).toBe("v");
  });
});

describe("a slot that nobody serves", () => {
  it("is waited for until the deadline, and then named", async () => {
    const { client } = await scripted(
      1,
      () => "v",
      (all) => [[0, 0, [all[0]?.host, all[0]?.port, SELF]]],
    );
    await expect(client.get(KEY, { timeoutMs: 200 })).rejects.toMatchObject({
      code: "ERR_TIMEOUT",
      delivery: "unsent",
      cause: { code: "ERR_CONNECT_TOPOLOGY", message: expect.stringContaining(String(SLOT)) },
    });
  });
});

describe("a push that nobody asked for", () => {
  it("takes no reply's place", async () => {
    const { client } = await scripted(1, () => bytes(">3\r\n+sunsubscribe\r\n+channel\r\n:0\r\n$1\r\nv\r\n"));
    expect(await Promise.all([client.get("a"), client.get("b"), client.get("c")])).toEqual(["v", "v", "v"]);
  });
});
