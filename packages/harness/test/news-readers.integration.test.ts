import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  binaryFile,
  download,
  type Inn,
  nzb,
  startInn,
  startReader,
  textArticle,
  tryForeignClient,
  tryTool,
} from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const GROUP = "test.harness";
const tools = { innd: await tryTool("innd"), slrn: await tryTool("slrn"), tin: await tryTool("tin") };
const nzbget = await tryTool("nzbget");
for (const tool of [...Object.values(tools), nzbget]) if (tool.path === undefined) console.warn(tool.reason);
const python = await tryForeignClient("python3-nntplib");
if (python.interpreter === undefined) console.warn(python.reason);

describe.skipIf(tools.innd.path === undefined)("at INN", () => {
  let inn: Inn;
  const login = { user: "ann", password: "s3cret" };
  const photo = { seed: "photo", groups: ["test.binaries"], partSize: 100_000 };
  const file = binaryFile({ ...photo, size: 250_000 });
  const texts = [
    textArticle({ seed: "one", subject: "The first one", text: "what the first says" }),
    textArticle({ seed: "two", subject: "The second one", text: ".what the second says" }),
  ];
  beforeAll(async () => {
    inn = await startInn({
      groups: [GROUP, "test.binaries"],
      articles: [...texts, ...file.articles],
      users: { [login.user]: login.password },
      tls: true,
    });
  });
  afterAll(() => inn?.close());

  test.skipIf(tools.slrn.path === undefined)("slrn shows a group and its articles", async () => {
    await using slrn = await startReader("slrn", { port: inn.port, group: GROUP, login });
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

  test.skipIf(tools.tin.path === undefined)("tin shows a group and its articles", async () => {
    await using tin = await startReader("tin", { port: inn.port, group: GROUP, login });
    tin.send("\r");
    await tin.shows("The second one");
    tin.send("\r");
    await tin.shows("what the first says");
    tin.send("n");
    await tin.shows("\n.what the second says");
  });

  test.skipIf(nzbget.path === undefined).each([false, true])(
    "nzbget downloads a file byte for byte, TLS: %s",
    async (tls) => {
      const { files, log } = await download(nzb(file), {
        host: inn.host,
        port: tls ? inn.tlsPort! : inn.port,
        login,
        tls,
      });
      expect(files, log).toEqual(new Map([[file.name, file.data]]));
    },
  );

  test.skipIf(nzbget.path === undefined)("nzbget says that a part is missing", async () => {
    const more = binaryFile({ ...photo, size: 300_001 });
    const { log } = await download(nzb(more), { host: inn.host, port: inn.port, login });
    expect(log).toContain("photo.bin [4/4]");
    expect(log).toMatch(/430|failed/i);
  });

  test.skipIf(python.interpreter === undefined)("nntplib reads a group and an article", async () => {
    const script = [
      "import nntplib, sys",
      `s = nntplib.NNTP("${inn.host}", ${inn.port}, "${login.user}", "${login.password}", readermode=True)`,
      `print(*s.group("${GROUP}"))`,
      "print([fields['subject'] for number, fields in s.over((1, 2))[1]])",
      `print(s.body("${texts[1]!.messageId}")[1].lines)`,
    ];
    const { stdout } = await promisify(execFile)(python.interpreter!, [
      "-W",
      "ignore",
      "-c",
      script.join("\n"),
    ]);
    expect(stdout.trim().split("\n").slice(1)).toEqual([
      "['The first one', 'The second one']",
      "[b'.what the second says']",
    ]);
    expect(stdout).toMatch(new RegExp(`^211 2 1 2 ${GROUP} 2 1 2 ${GROUP}\n`));
  });
});
