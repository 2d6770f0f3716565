import {
  type Inn,
  type Leafnode,
  makeCertificates,
  startInn,
  startLeafnode,
  textArticle,
} from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { News } from "../../src/providers/news.ts";
import { asked, providerConfig, request, startNews, Told } from "../support/news.ts";

const GROUP = "test.harness";
const many = (name: string) =>
  Array.from({ length: 5 }, (_, n) => textArticle({ seed: `${name}.${n}`, size: 5_000 }));
const AT_INN = many("inn");
const AT_LEAFNODE = many("leafnode");
const AT_BOTH = many("both");

describe("INN and leafnode as one", () => {
  let inn: Inn;
  let leafnode: Leafnode;
  beforeAll(async () => {
    const tls = await makeCertificates();
    inn = await startInn({
      groups: [GROUP],
      articles: [...AT_INN, ...AT_BOTH],
      users: { anna: "secret" },
      tls,
    });
    leafnode = await startLeafnode({ groups: [GROUP], articles: [...AT_LEAFNODE, ...AT_BOTH] });
  });
  afterAll(async () => {
    await inn?.close();
    await leafnode?.close();
  });

  const account = { username: "anna", password: "secret", name: "inn" };
  const found = async (news: News, articles: readonly { messageId: string }[]) => {
    const replies = await Promise.all(articles.map(({ messageId }) => asked(news, `ARTICLE ${messageId}`)));
    return replies.map(
      (reply, n) => reply.startsWith("220 ") && reply.includes(articles[n]?.messageId ?? "?"),
    );
  };

  it("have every article of either, and when one dies those of the other", async () => {
    await using news = await startNews([
      providerConfig(leafnode, { name: "leafnode" }),
      providerConfig(inn, { ...account, tier: 1, coolDownMs: 50 }),
    ]);
    expect(await found(news, [...AT_INN, ...AT_LEAFNODE, ...AT_BOTH])).toEqual(Array(15).fill(true));
    expect(await asked(news, "ARTICLE <nowhere@test>")).toBe("missed");
    await leafnode.kill();
    expect(await found(news, [...AT_INN, ...AT_BOTH])).toEqual(Array(10).fill(true));
    expect(await asked(news, `ARTICLE ${AT_LEAFNODE[0]?.messageId}`)).toBe("unavailable");
    await leafnode.restart();
    await inn.kill();
    await using other = await startNews([
      providerConfig(inn, { ...account }),
      providerConfig(leafnode, { name: "leafnode", tier: 1 }),
    ]);
    expect(await found(other, [...AT_LEAFNODE, ...AT_BOTH])).toEqual(Array(10).fill(true));
    await inn.restart();
  });

  it.each(["implicit", "starttls"] as const)("speak TLS as INN does: %s", async (mode) => {
    const port = mode === "implicit" ? (inn.tlsPort ?? 0) : inn.port;
    const tls = { mode, verify: true, caFile: inn.tls?.files.ca ?? "" };
    await using news = await startNews([providerConfig({ host: inn.host, port }, { ...account, tls })]);
    expect(await found(news, AT_INN)).toEqual(Array(5).fill(true));
    expect(news.abilities()).toMatchObject({ over: "numbers", hdr: true });
  });

  it("compress as INN does", async () => {
    await using news = await startNews([providerConfig(inn, { ...account, compress: "require" })]);
    expect(await found(news, AT_INN)).toEqual(Array(5).fill(true));
  });

  it("give a session a connection of its own", async () => {
    await using news = await startNews([providerConfig(inn, account)]);
    const lease = news.lease({ onLost: () => undefined });
    const tolds = [`GROUP ${GROUP}`, "XOVER 1-3", "NEXT"].map((line) => {
      const told = new Told();
      lease.exchange(request(line), told);
      return told;
    });
    expect(await Promise.all(tolds.map(({ ended }) => ended))).toEqual(["reply", "reply", "reply"]);
    expect(tolds.map(({ status }) => status)).toEqual([211, 224, 223]);
    lease.release(true);
  });
});
