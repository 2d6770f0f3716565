import { describe, expect, it } from "vitest";
import { capture } from "../../src/http/capture.ts";
import { Bench, reply, URL_A, until } from "./support/origin.ts";

const KEPT = { "cache-control": "max-age=60" };

/** A body that is written by hand. */
function pipe(): {
  body: ReadableStream<Uint8Array>;
  controller: ReadableStreamDefaultController<Uint8Array>;
  cancelled: unknown[];
} {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const cancelled: unknown[] = [];
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
    cancel: (reason) => {
      cancelled.push(reason);
    },
  });
  return { body, controller, cancelled };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a body", () => {
  it("reaches the client while it comes, and is stored when it is whole", async () => {
    const { body, controller } = pipe();
    const b = new Bench(() => new Response(body, { headers: KEPT }));
    const response = await b.ask();
    const reader = response.body!.getReader();
    controller.enqueue(bytes("first"));
    expect(Buffer.from((await reader.read()).value as Uint8Array).toString()).toBe("first");
    expect(b.cache.entries.size).toBe(0);
    controller.enqueue(bytes(", last"));
    controller.close();
    await until(() => b.cache.entries.size === 1);
    b.origin = () => reply("other");
    expect(await b.read()).toMatchObject({ text: "first, last", cache: "test; hit; ttl=60" });
  });

  it("is stored though its client reads slowly", async () => {
    const { body, controller } = pipe();
    const b = new Bench(() => new Response(body, { headers: KEPT }));
    await b.ask();
    for (let n = 0; n < 100; n++) controller.enqueue(bytes("0123456789"));
    controller.close();
    await until(() => b.cache.entries.size === 1);
  });

  it("that says it is too large is passed on and not stored", async () => {
    const b = new Bench(() => reply("12345", { ...KEPT, "content-length": "5" }), { maxBytes: 4 });
    expect(await b.read()).toMatchObject({
      text: "12345",
      cache: "test; fwd=uri-miss; fwd-status=200; detail=too-large",
    });
    expect(b.cache.entries.size).toBe(0);
  });

  it("that turns out too large is passed on whole, at the pace of its reader", async () => {
    const { body, controller } = pipe();
    const b = new Bench(() => new Response(body, { headers: KEPT }), { maxBytes: 8 });
    const response = await b.ask();
    for (let n = 0; n < 5; n++) controller.enqueue(bytes("1234"));
    controller.close();
    expect(await response.text()).toBe("1234".repeat(5));
    await b.settled();
    expect(b.cache.entries.size).toBe(0);
  });

  it("of exactly the limit is stored", async () => {
    const b = new Bench(() => reply("1234", KEPT), { maxBytes: 4 });
    await b.read();
    expect((await b.read()).cache).toBe("test; hit; ttl=60");
  });

  it("that breaks off is not stored, and those who wait for it ask again", async () => {
    const { body, controller } = pipe();
    const b = new Bench(() => new Response(body, { headers: KEPT }));
    const broken = await b.ask();
    const waiting = b.ask();
    await until(() => b.cache.waiting === 1);
    b.origin = () => reply("whole", KEPT);
    controller.enqueue(bytes("ha"));
    controller.error(new Error("cut"));
    await expect(broken.text()).rejects.toThrow("cut");
    expect(await (await waiting).text()).toBe("whole");
    await b.settled();
    expect(await b.read()).toMatchObject({ text: "whole", cache: "test; hit; ttl=60" });
  });

  it("shorter than it said is not stored", async () => {
    const b = new Bench(() => reply("half", { ...KEPT, "content-length": "8" }));
    await b.read();
    expect(b.cache.entries.size).toBe(0);
  });

  it("that its client no longer wants is not stored, and the origin is told", async () => {
    const { body, controller, cancelled } = pipe();
    const b = new Bench(() => new Response(body, { headers: KEPT }));
    const response = await b.ask();
    controller.enqueue(bytes("some"));
    await response.body!.cancel("enough");
    expect(cancelled).toEqual(["enough"]);
    await b.settled();
    expect(b.cache.entries.size).toBe(0);
  });

  it("that changes in its reader's hands is stored as it came", async () => {
    const b = new Bench(() => reply("abc", KEPT));
    const reader = (await b.ask()).body!.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read())
      (part.value as Uint8Array).fill(0);
    await b.settled();
    expect((await b.read()).text).toBe("abc");
  });

  it("that nobody wants and that fails meanwhile is the end of nothing else", async () => {
    const failing = () =>
      new ReadableStream<Uint8Array>({ cancel: () => Promise.reject(new Error("broken pipe")) });
    // A rejection that nobody handles would fail this run, and end a server.
    const b = new Bench(
      () => new Response(failing(), { headers: { "cache-control": "no-store", etag: '"a"' } }),
    );
    expect((await b.read(URL_A, { headers: { "if-none-match": '"a"' } })).status).toBe(304);
    b.origin = () => reply("x", { "cache-control": "max-age=1, stale-while-revalidate=60" });
    await b.read();
    b.clock.advance("2s");
    b.origin = () => new Response(failing());
    expect((await b.read()).text).toBe("x");
  });

  it("that nobody reads is given up once it is too large", async () => {
    const { body, controller, cancelled } = pipe();
    const { captured } = capture(body, { maxBytes: 4, read: false });
    controller.enqueue(bytes("12345"));
    expect(await captured).toEqual({ kind: "too-large" });
    expect(cancelled).toHaveLength(1);
  });
});

describe("a response without a body", () => {
  it.each([204, 301])("of status %i is stored", async (status) => {
    const b = new Bench(() => reply(null, { ...KEPT, location: "/x" }, status));
    await b.read();
    expect(await b.read(URL_A)).toMatchObject({ status, text: "", cache: "test; hit; ttl=60" });
  });
});
