import { readFileSync } from "node:fs";
import { startServer } from "fairlead-harness";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import * as fairlead from "../src/index.ts";

const guide = readFileSync(new URL("../../../docs/guide/migrating.md", import.meta.url), "utf8");
const open = await startServer();
const secured = await startServer({ password: "p" });
const client = await fairlead.connect(open.url);
afterAll(async () => {
  await client.close();
  await Promise.all([open.close(), secured.close()]);
});
beforeEach(async () => {
  await client.flushall();
  await client.set("k", "v");
  await client.geoadd("g", { m: [13.36, 38.11] });
});

/** The code in the second column of those of the guide's tables that have "fairlead" at its head. */
function expressions(): string[] {
  let isOurs = false;
  const found = guide.split("\n").flatMap((line) => {
    const cell = line.split("|")[2]?.trim() ?? "";
    if (!line.startsWith("|")) isOurs = false;
    else if (cell === "fairlead") isOurs = true;
    const code = cell.matchAll(/`((?:client\.|connect\(|routes\.)[^`]*[^(`]\)?)`/g);
    return isOurs ? [...code].map((match) => match[1]!).filter((text) => text !== "connect()") : [];
  });
  return [...new Set(found)];
}

/** Runs an expression with all that the package exports, and closes what it opens. */
async function evaluate(expression: string): Promise<void> {
  const own = await fairlead.connect(open.url);
  const { port } = /password/.test(expression) ? secured : open;
  const scope = { ...fairlead, client: own, url: `redis://127.0.0.1:${port}` };
  const value: unknown = await new Function(...Object.keys(scope), `return ${expression}`)(
    ...Object.values(scope),
  );
  if (expression.startsWith("connect")) await (value as fairlead.Client).close();
  await own.close();
}

describe("every expression of the guide to migrating runs:", () => {
  const all = expressions();

  it("there are some", () => {
    expect(all.length).toBeGreaterThan(60);
  });

  for (const expression of all) {
    const method = /^client\.(atomic)\b/.exec(expression)?.[1];
    it.skipIf(method !== undefined && !(method in client))(expression, () => evaluate(expression));
  }
});
