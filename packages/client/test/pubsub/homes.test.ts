import { describe, expect, it } from "vitest";
import { type Address, addressText } from "../../src/address.ts";
import type { Dispatcher } from "../../src/link/dispatcher.ts";
import { Homes } from "../../src/pubsub/homes.ts";
import { systemRuntime } from "../../src/runtime.ts";
import type { Shard } from "../../src/topology.ts";

const node = (port: number) => ({ id: "", address: { host: "h", port } });
const shard = (primary: number, ...replicas: number[]): Shard => ({
  primary: node(primary),
  replicas: replicas.map(node),
  slots: [],
});

/** Servers whose roles can be changed, and where subscriptions without a slot belong among them. */
function among(hasSlots: boolean, ...first: Shard[]) {
  let shards = first;
  const dispatcher = {
    hasSlots,
    addressOf: (): Address | undefined => shards[0]?.primary.address,
    get topology() {
      return { shards };
    },
  };
  const homes = new Homes(dispatcher as Partial<Dispatcher> as Dispatcher, systemRuntime(undefined));
  const home = (): string => addressText(homes.of(-1) as Address);
  const change = (...next: Shard[]): boolean => {
    shards = next;
    return homes.leaveIfGone();
  };
  return { homes, home, change };
}

describe("what has no slot", () => {
  it("goes to another node of a cluster when its own is away, and stays there", () => {
    const { homes, home, change } = among(true, shard(1, 2));
    expect(home()).toBe("h:1");
    expect(homes.leave("h:1")).toBe(true);
    expect(home()).toBe("h:2");
    expect(change(shard(1, 2))).toBe(false);
    expect(home()).toBe("h:2");
  });

  it("goes to no replica where there are no slots, but waits for the primary, and follows it", () => {
    const { homes, home, change } = among(false, shard(1, 2, 3));
    expect(home()).toBe("h:1");
    expect(homes.leave("h:1")).toBe(false);
    expect(home()).toBe("h:1");
    expect(change(shard(2, 1, 3))).toBe(true);
    expect(home()).toBe("h:2");
    expect(change(shard(2, 1, 3))).toBe(false);
    expect(change(shard(1, 2, 3))).toBe(true);
    expect(home()).toBe("h:1");
  });
});
