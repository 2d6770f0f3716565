import { startServer } from "fairlead-harness";
import { expect, it } from "vitest";
import { Rows } from "../../src/resp/row.ts";
import { clientOf, proxyTo } from "../support/start.ts";

const KEYED = [...new Rows(new Set(), new Set()).all].filter(
  ({ name, spec, treatment }) => spec.keys.length > 0 && treatment !== "refuse" && name !== "SUNSUBSCRIBE",
);

it("A command without its key is refused at once, whatever has become of the servers", async () => {
  await using server = await startServer();
  const proxy = await proxyTo(server.url);
  try {
    await using client = await clientOf(proxy);
    expect(await client.send("GET")).toBe("-ERR wrong number of arguments for 'get' command");
    server.freeze();
    const replies = await client.pipeline(KEYED.map(({ name }) => name));
    const called = KEYED.map(({ name }) => name.toLowerCase().replace(" ", "|"));
    expect(replies).toEqual(called.map((name) => `-ERR wrong number of arguments for '${name}' command`));
    expect(await client.pipeline(["MULTI", "GET", "EXEC"])).toEqual([
      "OK",
      "-ERR wrong number of arguments for 'get' command",
      "-EXECABORT Transaction discarded because of previous errors.",
    ]);
  } finally {
    server.thaw();
    await proxy.close();
  }
});
