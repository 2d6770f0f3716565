import { describe, expect, it } from "vitest";
import { Channel } from "../../src/workers/channel.ts";

/** Two ends of a way that only plain data goes along. */
function pair(): [Channel, Channel] {
  const ends: Channel[] = [];
  const to = (at: number) => (message: unknown) =>
    queueMicrotask(() => ends[at]?.receive(structuredClone(message)));
  ends.push(new Channel(to(1)), new Channel(to(0)));
  return ends as [Channel, Channel];
}

describe("a channel", () => {
  it("gives each request its own reply, in both directions, whatever the order", async () => {
    const [here, there] = pair();
    let finish: (text: string) => void = () => undefined;
    there.on("slow", () => new Promise((resolve) => (finish = resolve)));
    there.on("double", (body) => (body as number) * 2);
    here.on("name", () => "here");
    const slow = here.request("slow");
    expect(await Promise.all([here.request("double", 1), here.request("double", 2)])).toEqual([2, 4]);
    expect(await there.request("name")).toBe("here");
    finish("at last");
    expect(await slow).toBe("at last");
  });

  it("throws what the other side throws, and answers nothing to what nobody knows", async () => {
    const [here, there] = pair();
    there.on("fail", () => {
      throw new Error("no way");
    });
    await expect(here.request("fail")).rejects.toThrow("no way");
    expect(await here.request("unknown")).toBeUndefined();
  });

  it("fails what is owed when the other side ends", async () => {
    const [here, there] = pair();
    there.on("never", () => new Promise(() => undefined));
    const reply = here.request("never");
    here.end();
    await expect(reply).rejects.toThrow("the process has ended");
  });
});
