import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { fakeLookup } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

describe("fakeLookup", () => {
  const server = createServer((socket) => socket.end());
  const table = new Map<string, string[]>();
  const lookup = fakeLookup(table);

  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => server.close());

  async function connectTo(host: string): Promise<string | undefined> {
    const socket = connect({ host, port: (server.address() as AddressInfo).port, lookup });
    try {
      await once(socket, "connect");
      return socket.remoteAddress;
    } finally {
      socket.destroy();
    }
  }

  test("net.connect goes to the address in the table, as it is at that moment", async () => {
    table.set("node.example", ["127.0.0.9"]);
    await expect(connectTo("node.example")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    table.set("node.example", ["127.0.0.1"]);
    await expect(connectTo("node.example")).resolves.toBe("127.0.0.1");
  });

  test("net.connect gets past a dead address to one that lives", async () => {
    table.set("several.example", ["127.0.0.9", "127.0.0.1"]);
    await expect(connectTo("several.example")).resolves.toBe("127.0.0.1");
  });

  test("a name without address is not found", async () => {
    await expect(connectTo("nobody.example")).rejects.toMatchObject({ code: "ENOTFOUND" });
  });

  test("only addresses of the wanted family are given", async () => {
    table.set("both.example", ["::1", "127.0.0.1"]);
    const answers = [0, 4, 6, "IPv6" as const].map(
      (family) =>
        new Promise((resolve) => {
          lookup("both.example", { family, all: true }, (_, addresses) => resolve(addresses));
        }),
    );
    const v4 = { address: "127.0.0.1", family: 4 };
    const v6 = { address: "::1", family: 6 };
    expect(await Promise.all(answers)).toEqual([[v6, v4], [v4], [v6], [v6]]);
  });
});
