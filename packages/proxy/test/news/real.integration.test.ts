import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  binaryFile,
  download,
  type Inn,
  type Leafnode,
  makeCertificates,
  nzb,
  startInn,
  startLeafnode,
  startReader,
  textArticle,
  tryForeignClient,
  tryTool,
} from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disposer } from "../support/disposer.ts";
import { type NewsProxy, newsProxy } from "./news-proxy.ts";
import { NNTPLIB } from "./nntplib-script.ts";

const GROUP = "test.harness";
const BINARIES = "test.binaries";
const NEEDED = ["innd", "leafnode", "slrn", "tin", "nzbget"] as const;
const lacking = (await Promise.all(NEEDED.map(tryTool))).filter(({ path }) => path === undefined);
for (const tool of lacking) console.warn(tool.path === undefined && tool.reason);
const python = await tryForeignClient("python3-nntplib");
if (python.interpreter === undefined) console.warn(python.reason);

const DATE = new Date("2026-01-02T03:04:05Z");
const login = { user: "ann", password: "s3cret" };
const [one, two] = [
  textArticle({ seed: "one", subject: "The first one", text: "what the first says", date: DATE }),
  textArticle({ seed: "two", subject: "The second one", text: ".what the second says", date: DATE }),
] as const;
const elsewhere = textArticle({ seed: "elsewhere", text: "..dots" });
const file = binaryFile({ seed: "photo", groups: [BINARIES], size: 1_000_000, partSize: 100_000 });
/** Some parts are at one provider only, some at both. */
const at = (share: (part: number) => boolean) => file.articles.filter((_, part) => share(part));

describe.skipIf(lacking.length > 0)("INN and leafnode behind the proxy", () => {
  const { use, dispose } = disposer();
  let inn: Inn;
  let leafnode: Leafnode;
  let news: NewsProxy;
  let ca: string;
  beforeAll(async () => {
    const certificates = await makeCertificates();
    ca = certificates.files.ca;
    const tls = `certFile: ${certificates.files.cert}, keyFile: ${certificates.files.key}`;
    [inn, leafnode] = await Promise.all([
      startInn({
        groups: [GROUP, BINARIES],
        articles: [one, two, ...at((part) => part % 3 !== 0)],
        users: { proxy: "word" },
      }),
      startLeafnode({
        groups: [GROUP, BINARIES],
        articles: [elsewhere, ...at((part) => part % 3 !== 1)],
      }),
    ]);
    use(inn);
    use(leafnode);
    news = await newsProxy(use, [inn, leafnode], {
      listener: "posting: p0",
      provider: (tier) => (tier === 0 ? "username: proxy, password: word, posting: true" : ""),
      listeners: [
        `{ name: at-once, protocol: nntp, address: "127.0.0.1:0", tls: { ${tls} } }`,
        `{ name: later, protocol: nntp, address: "127.0.0.1:0", posting: p0, tls: { ${tls}, startTls: true } }`,
      ].join(", "),
      rest: `users: [{ name: ${login.user}, password: "plain:${login.password}" }]`,
    });
  });
  afterAll(dispose);

  test("slrn shows a group and its articles", async () => {
    await using slrn = await startReader("slrn", { port: news.address().port, group: GROUP, login });
    slrn.send("\r");
    await slrn.shows("The second one");
    slrn.send("\r");
    await slrn.shows("what the first says");
    slrn.send("n");
    await slrn.shows("\n.what the second says");
    slrn.send("Q");
    await slrn.shows("really want to quit?");
    slrn.send("y");
    await slrn.exits();
  });

  test("tin shows a group and its articles", async () => {
    await using tin = await startReader("tin", { port: news.address().port, group: GROUP, login });
    tin.send("\r");
    await tin.shows("The second one");
    tin.send("\r");
    await tin.shows("what the first says");
    tin.send("n");
    await tin.shows("\n.what the second says");
  });

  test.each([
    ["in plain", "news"],
    ["over TLS", "at-once"],
  ])("nzbget downloads a file whose parts are at both, %s", async (_how, listener) => {
    const tls = listener !== "news";
    const { files, log } = await download(nzb(file), { ...news.address(listener), login, tls });
    expect([...files.keys()], log).toEqual([file.name]);
    expect(files.get(file.name)?.equals(file.data), log).toBe(true);
  });

  test("nzbget says that a part is missing everywhere", async () => {
    const more = binaryFile({ seed: "photo", groups: [BINARIES], size: 1_000_001, partSize: 100_000 });
    const { log } = await download(nzb(more), { ...news.address(), login });
    expect(log).toContain("photo.bin [11/11]");
    expect(log).toMatch(/430|failed/i);
  });

  test.skipIf(python.interpreter === undefined)("nntplib goes through all that it can do", async () => {
    const { port } = news.address("later");
    const settings = { port, ca, ...login, group: GROUP, two: two.messageId, far: elsewhere.messageId };
    const args = ["-W", "ignore", "-c", NNTPLIB, JSON.stringify(settings)];
    const { stdout } = await promisify(execFile)(python.interpreter!, args);
    await expect(masked(stdout)).toMatchFileSnapshot("nntplib.transcript.txt");
  });
});

/** A transcript without what is another each time, or each place. */
function masked(transcript: string): string {
  return transcript
    .replace(/^S 111 \d{14}$/gm, "S 111 YYYYMMDDhhmmss")
    .replace(/^S (Path|Organization|Injection-Info|Xref): .*(?:\nS \t.*)*/gm, "S $1: ...")
    .replace(/\t\d+\t(\d+)\tXref: .*/g, "\tBYTES\t$1\tXref: ...")
    .replace(/(?<=recommended Message-ID )<.*>/g, "<...>");
}
