import { DeliveryError, FanOutError } from "fairlead";
import { expect, test } from "vitest";
import { textOf } from "../../src/resp/error-text.ts";

const unsent = new DeliveryError("ERR_CONNECTION_LOST", "unsent", "MSET", "a:1");
const unknown = new DeliveryError("ERR_CONNECTION_LOST", "unknown", "MSET", "b:2");

function textOfAll(...reasons: readonly unknown[]): string {
  const outcomes = reasons.map((reason, at) => {
    const outcome: PromiseSettledResult<unknown> =
      reason === undefined ? { status: "fulfilled", value: "OK" } : { status: "rejected", reason };
    return [`node:${at}`, outcome] as const;
  });
  return textOf(new FanOutError("MSET", new Map(outcomes)));
}

test("Of parts that all failed one that may have run is told of", () => {
  expect(textOfAll(unsent, unknown)).toBe("ERR proxy: connection to b:2 lost, outcome unknown");
  expect(textOfAll(unsent, unsent)).toBe("CLUSTERDOWN proxy: no connection to a:1");
});

test("Where a part succeeded that is told", () => {
  expect(textOfAll(undefined, unsent)).toBe(
    "ERR proxy: partial failure, 1 of 2 parts failed: CLUSTERDOWN proxy: no connection to a:1",
  );
});
