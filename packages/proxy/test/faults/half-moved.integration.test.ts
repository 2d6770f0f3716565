import { type Cluster, startCluster, until } from "fairlead-harness";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Proxy as RunningProxy } from "../../src/server/proxy.ts";
import type { RawClient } from "../support/raw-client.ts";
import { clientOf, proxyTo } from "../support/start.ts";

const TAG = "{foo0}";
const REFUSED = "-TRYAGAIN Multiple keys request during rehashing of slot";

let cluster: Cluster;
let proxy: RunningProxy;

beforeAll(async () => {
  cluster = await startCluster({ primaries: 3, replicas: 0 });
  proxy = await proxyTo(cluster.url);
});

afterAll(async () => {
  await proxy?.close();
  await cluster?.close();
});

/**
 * Sends what `requests` gives for a key of the slot that has moved and two that have not, while the slot is half moved, and
 * lets the rest move once the first of these two holds "second" where it still is. Gives the replies.
 */
async function whileHalfMoved(
  client: RawClient,
  requests: (gone: string, stays: string, other: string) => readonly string[],
): Promise<{ readonly replies: readonly unknown[]; readonly stays: string }> {
  const keys = [1, 2, 3].map((n) => `${TAG}${n}`);
  const slot = Number(await client.send(`CLUSTER KEYSLOT ${TAG}`));
  const from = await cluster.primaryOf(slot);
  const to = (await cluster.primaries()).find((node) => node !== from)!;
  await client.pipeline(keys.map((key) => `SET ${key} before`));
  let replies: Promise<readonly unknown[]> | undefined;
  let stays = "";
  await cluster.moveSlots([slot], from, to, {
    batch: 1,
    async onProgress({ movedKeys }) {
      if (movedKeys !== 1) return;
      const left = (await from.command("CLUSTER", "GETKEYSINSLOT", slot, 10)) as string[];
      const gone = keys.find((key) => !left.includes(key))!;
      stays = left[0]!;
      replies = client.pipeline(requests(gone, stays, left[1]!));
      await until(async () => (await from.command("GET", stays)) === "second", {
        what: "the write behind the refused request",
      });
    },
  });
  return { replies: await replies!, stays };
}

it("A request for keys half moved does not run behind a later write to one of them", async () => {
  await using client = await clientOf(proxy);
  const { replies, stays } = await whileHalfMoved(client, (gone, stays) => [
    `MSET ${gone} first ${stays} first`,
    `MGET ${gone} ${stays}`,
    `SET ${stays} second`,
    `GET ${stays}`,
  ]);
  expect(replies).toEqual([REFUSED, REFUSED, "OK", "second"]);
  expect(await client.send(`GET ${stays}`)).toBe("second");
});

it("A part of a request that is split does not either", async () => {
  await using client = await clientOf(proxy);
  const { replies, stays } = await whileHalfMoved(client, (gone, stays) => [
    `MSET ${gone} first ${stays} first {b}k first`,
    `SET ${stays} second`,
  ]);
  expect(replies).toEqual([`-ERR proxy: partial failure, 1 of 2 parts failed: ${REFUSED.slice(1)}`, "OK"]);
  expect(await client.pipeline([`GET ${stays}`, "GET {b}k"])).toEqual(["second", "first"]);
});

it("It is waited out if what is behind it has to do with other keys", async () => {
  await using client = await clientOf(proxy);
  const { replies } = await whileHalfMoved(client, (gone, stays, other) => [
    `MSET ${gone} first ${other} first`,
    `SET ${stays} second`,
    `MGET ${gone} ${stays} ${other}`,
    `SET ${gone} third`,
    `GET ${gone}`,
  ]);
  expect(replies).toEqual(["OK", "OK", ["first", "second", "first"], "OK", "third"]);
});
