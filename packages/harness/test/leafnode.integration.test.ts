import { NntpClient, startLeafnode, textArticle, tryTool } from "fairlead-harness";
import { expect, test } from "vitest";

const leafnode = await tryTool("leafnode");
if (leafnode.path === undefined) console.warn(leafnode.reason);

test.skipIf(leafnode.path === undefined)(
  "leafnode serves what it was given and what is posted, also after its death",
  async () => {
    const article = textArticle({ text: "text\n.dot" });
    await using server = await startLeafnode({ groups: ["test.harness", "test.other"], articles: [article] });
    const later = textArticle({ seed: 2, groups: ["test.other"] });
    expect(await server.post(later)).toBe(later.messageId);
    const held = await NntpClient.open(server);
    await server.kill();
    await expect(held.command("DATE")).rejects.toThrow();
    await expect(NntpClient.open(server)).rejects.toThrow("ECONNREFUSED");
    await server.restart();
    await using client = await NntpClient.open(server);
    expect(await client.command(`STAT ${later.messageId}`)).toMatch(/^223 /);
    const [, count, first, last] = (await client.command("GROUP test.harness")).split(" ");
    expect([count, first]).toEqual(["1", last]);
    expect(String(await client.block(`BODY ${article.messageId}`, /^222/))).toBe("text\r\n.dot\r\n");
    expect(String(await client.block(`OVER ${first}-`, /^224/))).toContain("\tArticle 1\t");
    expect(String(await client.block("LIST ACTIVE", /^215/)).split("\r\n")).toHaveLength(3);
  },
);
