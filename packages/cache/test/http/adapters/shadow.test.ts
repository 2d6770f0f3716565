import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { Shadow } from "../../../src/http/adapters/shadow.ts";

function shadowed(): { shadow: Shadow; res: ServerResponse } {
  const socket = new Socket();
  onTestFinished(() => void socket.destroy());
  const req = new IncomingMessage(socket);
  req.method = "GET";
  const res = new ServerResponse(req);
  return { res, shadow: new Shadow(req, res, {}, false) };
}

describe("a write", () => {
  const LARGE = Buffer.alloc(100_000);

  it("that there is no room for calls back when some of the body has been read", async () => {
    const { shadow, res } = shadowed();
    const called: string[] = [];
    expect(res.write("first", () => called.push("first"))).toBe(true);
    expect(res.write(LARGE, () => called.push("second"))).toBe(false);
    await setImmediate();
    expect(called).toEqual(["first"]);
    const reader = (await shadow.response).body!.getReader();
    await reader.read();
    await reader.read();
    await setImmediate();
    expect(called).toEqual(["first", "second"]);
  });

  it.each<[string, (shadow: Shadow, res: ServerResponse) => unknown]>([
    ["the response ends", (_, res) => res.end()],
    ["the response is of no use any more", (shadow) => shadow.fail(new Error("left"))],
    ["nobody wants the body", async ({ response }) => (await response).body?.cancel()],
  ])("that there is no room for calls back when %s", async (_, end) => {
    const { shadow, res } = shadowed();
    let isCalled = false;
    res.write(LARGE, () => {
      isCalled = true;
    });
    await setImmediate();
    expect(isCalled).toBe(false);
    await end(shadow, res);
    await setImmediate();
    expect(isCalled).toBe(true);
  });
});
