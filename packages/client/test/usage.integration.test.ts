import { startServer } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { commands, connect } from "../src/index.ts";
import { disposer } from "./support/disposer.ts";

const { use, dispose } = disposer();
afterEach(dispose);

describe("a wrong call", () => {
  it("rejects, never throws, and sends nothing", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url));
    const wrong = { name: "UsageError", code: expect.stringMatching(/^ERR_USAGE_/) };
    await expect(client.get("k", { timeoutMs: -1 })).rejects.toMatchObject(wrong);
    await expect(client.get(undefined as never)).rejects.toMatchObject(wrong);
    await expect(client.command([""])).rejects.toMatchObject(wrong);
    await expect(client.command(["SET", "k", {} as never])).rejects.toMatchObject(wrong);
    const pipeline = [commands.set("k", "v"), commands.get("k")];
    await expect(client.pipeline(pipeline, { timeoutMs: Number.NaN })).rejects.toMatchObject(wrong);
    expect(await client.exists("k")).toBe(0);
  });

  it("is one that asks for replies of an unknown form, or brings no signal", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url));
    const wrong = { name: "UsageError", code: "ERR_USAGE_OPTION" };
    const buffer = { reply: "buffer" as never };
    await expect(client.get("k", buffer)).rejects.toMatchObject(wrong);
    await expect(client.atomic([commands.incr("k"), commands.get("k", buffer)])).rejects.toMatchObject(wrong);
    await expect(client.incr("k", { signal: null as never })).rejects.toMatchObject(wrong);
    await expect(client.incr("k", { signal: 5 as never })).rejects.toMatchObject(wrong);
    expect(await client.exists("k")).toBe(0);
  });

  it("of a closed client is told apart", async () => {
    const server = use(await startServer());
    const client = await connect(server.url);
    await client.close();
    await expect(client.pipeline([commands.get("k")])).rejects.toMatchObject({
      code: "ERR_PARTIAL",
      delivery: "unsent",
    });
    expect(() => client.subscribe("news")).toThrow(expect.objectContaining({ code: "ERR_CLOSED" }));
  });
});

describe("a pipeline of which a part fails", () => {
  it("rejects with every outcome, or gives the outcomes", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url));
    await client.set("text", "x");
    const list = [commands.incr("n"), commands.incr("text"), commands.get("text")] as const;
    await expect(client.pipeline(list)).rejects.toMatchObject({ code: "ERR_PARTIAL" });
    const [first, second, third] = await client.pipeline(list, { partial: true });
    expect(first).toEqual({ status: "fulfilled", value: 2 });
    expect(second).toMatchObject({ status: "rejected", reason: { name: "ReplyError" } });
    if (third.status === "fulfilled") expect(third.value?.length).toBe(1);
    expect(third).toEqual({ status: "fulfilled", value: "x" });
  });
});

describe("an empty pipeline", () => {
  it("has no replies", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url));
    expect(await client.pipeline([])).toEqual([]);
  });
});
