import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { asBlock, type Inn, NntpClient, startInn, textArticle, tryTool } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const innd = await tryTool("innd");
if (innd.path === undefined) console.warn(innd.reason);

const GROUP = "test.harness";
const dotted = textArticle({ seed: "dots", text: ".one dot\n..two dots\n.\nlast" });

describe.skipIf(innd.path === undefined)("INN", () => {
  let inn: Inn;
  beforeAll(async () => {
    inn = await startInn({ groups: [GROUP, "test.other"], articles: [textArticle({ seed: 1 }), dotted] });
  });
  afterAll(() => inn?.close());

  test("serves readers by group, number and message-id", async () => {
    await using client = await NntpClient.open(inn);
    expect(await client.command(`GROUP ${GROUP}`)).toBe(`211 2 1 2 ${GROUP}`);
    expect(await client.command("NEXT")).toBe(
      `223 2 ${dotted.messageId} Article retrieved; request text separately`,
    );
    expect(await client.command("LAST")).toMatch(/^223 1 /);
    expect(String(await client.block("BODY 2", /^222/))).toBe(".one dot\r\n..two dots\r\n.\r\nlast\r\n");
    expect(String(await client.block("LISTGROUP", /^211/))).toBe("1\r\n2\r\n");
    expect(String(await client.block("OVER 1-", /^224/)).split("\r\n")).toHaveLength(3);
    expect(String(await client.block("HDR Subject 1-2", /^225/))).toBe("1 Article 1\r\n2 Article dots\r\n");
    expect(String(await client.block("LIST ACTIVE test.*", /^215/))).toContain(
      `${GROUP} 0000000002 0000000001 y`,
    );
    expect(String(await client.block("LIST NEWSGROUPS test.*", /^215/))).toContain(`${GROUP}\t`);
    expect(String(await client.block("LIST OVERVIEW.FMT", /^215/))).toContain("Message-ID:");
    expect(String(await client.block(`NEWNEWS ${GROUP} 20000101 000000`, /^230/))).toContain(
      dotted.messageId,
    );
    expect(await client.command("DATE")).toMatch(/^111 \d{14}$/);
    const { messageId, bytes } = textArticle({ seed: "sent" });
    await client.command(`IHAVE ${messageId}`, /^335/);
    await client.send(Buffer.concat([bytes, Buffer.from(".\r\n")]), /^235/);
    expect(await client.command(`STAT ${messageId}`)).toMatch(/^223 /);
  });

  test("takes what servers send it, and has it for readers", async () => {
    const article = textArticle({ seed: "fed" });
    const peer = connect(inn.feedPort, inn.host);
    expect(await nextOf(peer)).toMatch(/^200 /);
    peer.write(`CHECK ${article.messageId}\r\n`);
    expect(await nextOf(peer)).toMatch(/^238 <fed@/);
    peer.write(Buffer.concat([Buffer.from(`TAKETHIS ${article.messageId}\r\n`), asBlock(article)]));
    expect(await nextOf(peer)).toMatch(/^239 <fed@/);
    peer.destroy();
    await using client = await NntpClient.open(inn);
    expect(await client.command(`STAT ${article.messageId}`)).toMatch(/^223 /);
  });

  test("keeps articles and ports over its death", async () => {
    const id = await inn.post(textArticle({ seed: "kept", groups: ["test.other"] }));
    const client = await NntpClient.open(inn);
    await inn.kill();
    await expect(client.command("DATE")).rejects.toThrow();
    await expect(NntpClient.open(inn)).rejects.toThrow("ECONNREFUSED");
    await inn.restart();
    await using again = await NntpClient.open(inn);
    expect(await again.command(`STAT ${id}`)).toMatch(/^223 /);
    expect(await again.command("GROUP test.other")).toBe("211 1 1 1 test.other");
  });

  test("refuses what it doesn't know", async () => {
    await expect(inn.post(textArticle({ seed: "lost", groups: ["no.such"] }))).rejects.toThrow("441");
  });
});

describe.skipIf(innd.path === undefined)("INN with users and TLS", () => {
  test("asks who is there, and speaks TLS both ways", async () => {
    await using inn = await startInn({ groups: [GROUP], users: { ann: "s3cret" }, tls: true });
    await using stranger = await NntpClient.open(inn);
    expect(await stranger.command(`GROUP ${GROUP}`)).toMatch(/^480 /);
    await inn.post(dotted);
    await expect(NntpClient.open(inn, { user: "ann", password: "wrong" })).rejects.toThrow("481");
    const { ca } = inn.tls!;
    const atOnce = connectTls({ port: inn.tlsPort!, host: inn.host, ca });
    expect(await nextOf(atOnce)).toMatch(/^200 /);
    atOnce.destroy();
    const plain = connect(inn.port, inn.host);
    expect(await nextOf(plain)).toMatch(/^200 /);
    plain.write("STARTTLS\r\n");
    expect(await nextOf(plain)).toMatch(/^382 /);
    const upgraded = connectTls({ socket: plain, host: inn.host, ca });
    upgraded.write("DATE\r\n");
    expect(await nextOf(upgraded)).toMatch(/^111 /);
    upgraded.destroy();
  });
});

async function nextOf(socket: Socket): Promise<string> {
  return String((await once(socket, "data"))[0]);
}
