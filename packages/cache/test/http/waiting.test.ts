import { describe, expect, it } from "vitest";
import { answerOf, Bench, type Origin, reply, URL_A, until } from "./support/origin.ts";

const KEPT = { "cache-control": "max-age=60" };

describe.each(["real", "layers"] as const)("over a real cache (%s)", (kind) => {
  it.each(["authorization", "cookie"])(
    "users who ask at once, told apart by %s, each get their own",
    async (header) => {
      const users = Array.from({ length: 40 }, (_, n) => `user${n}`);
      const held: (() => void)[] = [];
      const origin: Origin = async (request) => {
        await new Promise<void>((resolve) => held.push(resolve));
        return reply(`for ${request.headers.get(header)}`, KEPT);
      };
      const b = new Bench(origin, {}, kind);
      let answered = 0;
      const asking = users.map(async (user) => {
        const answer = await answerOf(await b.ask(URL_A, { headers: { [header]: user } }));
        answered++;
        return answer;
      });
      const rounds: number[] = [];
      while (answered < users.length) {
        await until(() => held.length > 0 || answered === users.length);
        rounds.push(held.length);
        for (const release of held.splice(0)) release();
      }
      expect((await Promise.all(asking)).map(({ text }) => text)).toEqual(users.map((user) => `for ${user}`));
      expect(rounds[0]).toBe(1);
      expect(b.asked).toHaveLength(40);
    },
  );

  it("those who may share a response do: one goes to the origin", async () => {
    let release = (): void => {};
    const origin: Origin = async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return reply("for all", KEPT);
    };
    const b = new Bench(origin, {}, kind);
    const asking = Array.from({ length: 10 }, () => b.read());
    await until(() => b.asked.length > 0);
    release();
    expect((await Promise.all(asking)).every(({ text }) => text === "for all")).toBe(true);
    expect(b.asked).toHaveLength(1);
  });

  it("nobody waits for a stream of events, which has no end", async () => {
    const b = new Bench(
      () =>
        new Response(new ReadableStream(), {
          headers: { "content-type": "Text/Event-Stream; charset=utf-8" },
        }),
      { rules: [{ policy: { ttl: "1m" } }] },
    );
    for (let client = 0; client < 2; client++) {
      const response = await b.ask();
      expect(response.headers.get("cache-status")).toBe(
        "test; fwd=miss; fwd-status=200; detail=event-stream",
      );
      await response.body!.cancel();
    }
  });

  it("a client that leaves takes nobody with it", async () => {
    const held: (() => void)[] = [];
    const origin: Origin = async () => {
      await new Promise<void>((resolve) => held.push(resolve));
      return reply("late", KEPT);
    };
    const b = new Bench(origin, {}, kind);
    const leaving = new AbortController();
    const first = b.ask(URL_A, { signal: leaving.signal });
    await until(() => b.asked.length === 1);
    const second = b.ask().then(answerOf);
    await new Promise((resolve) => setImmediate(resolve));
    leaving.abort(new Error("gone"));
    await expect(first).rejects.toThrow("gone");
    await until(() => b.asked.length === 2);
    for (const each of held) each();
    expect((await second).text).toBe("late");
  });
});
