import { until } from "fairlead-harness";
import { describe, expect, test } from "vitest";

describe("until", () => {
  test("resolves with the first truthy value", async () => {
    let calls = 0;
    const value = await until(() => ++calls === 3 && "third", { what: "the third call", intervalMs: 1 });
    expect(value).toBe("third");
  });

  test("a condition that throws is not met yet, and is the cause when time is up", async () => {
    const cause = new Error("still down");
    const condition = () => {
      throw cause;
    };
    const waiting = until(condition, { what: "the server", timeoutMs: 30, intervalMs: 5 });
    await expect(waiting).rejects.toMatchObject({ message: "waited 30 ms for the server", cause });
  });

  test("gives up on a condition that never settles", async () => {
    const waiting = until(() => new Promise(() => {}), { what: () => "what never comes", timeoutMs: 30 });
    await expect(waiting).rejects.toThrow("waited 30 ms for what never comes");
  });
});
