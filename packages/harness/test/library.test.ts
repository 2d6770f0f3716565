import { asBlock, Library, NntpClient, startFakeNntp, textArticle } from "fairlead-harness";
import { describe, expect, test } from "vitest";

const GROUP = "test.harness";
const [first, second, third] = [1, 2, 3].map((seed) => textArticle({ seed, text: `text ${seed}\n.dot` }));
const articles = [first!, second!, third!];

async function ask(lines: readonly string[], login?: { user: string; password: string }): Promise<string[]> {
  const library = new Library({ groups: [GROUP, "test.empty"], articles, ...(login && { login }) });
  library.remove(second!.messageId);
  await using fake = await startFakeNntp(library.handler);
  await using client = await NntpClient.open(fake);
  const replies: string[] = [];
  for (const line of lines) {
    const reply = await client.command(line);
    replies.push(reply);
  }
  return replies;
}

describe("a library", () => {
  test("knows groups, the current article, and the ways out of them", async () => {
    const script = {
      NEXT: "412 No newsgroup selected",
      "STAT 1": "412 No newsgroup selected",
      "GROUP no.such": "411 No such newsgroup",
      "GROUP test.empty": "211 0 1 0 test.empty",
      STAT: "420 Current article number is invalid",
      LAST: "420 No current article selected",
      [`GROUP ${GROUP}`]: `211 2 1 3 ${GROUP}`,
      "LAST ": "422 No previous article",
      "NEXT ": `223 3 ${third!.messageId}`,
      "NEXT  ": "421 No next article",
      "STAT ": `223 3 ${third!.messageId}`,
      "STAT 2": "423 No article with that number",
      [`STAT ${first!.messageId}`]: `223 0 ${first!.messageId}`,
      "STAT  ": `223 3 ${third!.messageId}`,
      "STAT 1 ": `223 1 ${first!.messageId}`,
      [`STAT ${second!.messageId}`]: "430 No such article",
      "STAT one": "501 Syntax error",
      "LISTGROUP no.such": "411 No such newsgroup",
      "OVER 5-": "423 No articles in that range",
      "HDR Subject <no@such>": "430 No such article",
      XYZZY: "500 Unknown command",
      CONSTRUCTOR: "500 Unknown command",
    };
    expect(await ask(Object.keys(script))).toEqual(Object.values(script));
  });

  test("sends articles, their parts, and lists of them", async () => {
    const library = new Library({ groups: [GROUP], articles });
    await using fake = await startFakeNntp(library.handler);
    await using client = await NntpClient.open(fake);
    const of = async (line: string) => String(await client.block(line, /^2/));
    expect(await of(`ARTICLE ${first!.messageId}`)).toBe(String(first!.bytes));
    expect(`${await of(`HEAD ${first!.messageId}`)}\r\n${await of(`BODY ${first!.messageId}`)}`).toBe(
      String(first!.bytes),
    );
    expect(await of(`LISTGROUP ${GROUP} 2-`)).toBe("2\r\n3\r\n");
    expect(await of("HDR Subject 1-2")).toBe("1 Article 1\r\n2 Article 2\r\n");
    expect(await of("XHDR message-id 3")).toBe(`3 ${third!.messageId}\r\n`);
    expect(await of("OVER 3")).toBe(
      `3\tArticle 3\t${third!.headers.get("from")}\t${third!.headers.get("date")}\t${third!.messageId}\t\t${third!.bytes.length}\t2\r\n`,
    );
    expect(await of("LIST ACTIVE")).toBe(`${GROUP} 3 1 y\r\n`);
    expect(await of("LIST NEWSGROUPS other.*")).toBe("");
    expect(await of("NEWNEWS test.*,x 20000101 000000")).toBe(
      articles.map((a) => `${a.messageId}\r\n`).join(""),
    );
  });

  test("takes articles by POST, IHAVE and TAKETHIS, each once", async () => {
    const library = new Library({ groups: [GROUP] });
    await using fake = await startFakeNntp(library.handler);
    await using client = await NntpClient.open(fake);
    await client.post(first!);
    expect(await client.command(`IHAVE ${first!.messageId}`)).toMatch(/^435/);
    expect(await client.command(`CHECK ${second!.messageId}`)).toBe(`238 ${second!.messageId}`);
    const take = Buffer.concat([Buffer.from(`TAKETHIS ${second!.messageId}\r\n`), asBlock(second!)]);
    await client.send(take, /^239 /);
    await client.send(take, /^439 /);
    await client.command(`IHAVE ${third!.messageId}`, /^335/);
    await client.send(asBlock(third!), /^235/);
    expect([...library.byId.values()]).toEqual(articles);
  });

  test("lets nobody read who hasn't logged in, if it has a login", async () => {
    const script = {
      DATE: /^111/,
      [`GROUP ${GROUP}`]: /^480/,
      "AUTHINFO PASS b": /^482/,
      "AUTHINFO USER a": /^381/,
      "AUTHINFO PASS c": /^481/,
      "AUTHINFO USER a ": /^381/,
      "AUTHINFO PASS b ": /^281/,
      [`GROUP ${GROUP} `]: /^211/,
      "AUTHINFO USER a  ": /^502/,
    };
    const replies = await ask(Object.keys(script), { user: "a", password: "b" });
    for (const [index, expected] of Object.values(script).entries()) expect(replies[index]).toMatch(expected);
  });
});
