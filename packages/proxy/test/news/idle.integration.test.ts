import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import {
  type Address,
  type FakeNntp,
  library,
  reaper,
  startFakeNntp,
  textArticle,
  until,
} from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildProgram, Run } from "../cli/fairlead.ts";
import { disposer } from "../support/disposer.ts";
import { Reader } from "./reader.ts";

const SESSIONS = 5_000;
/** Opened at once: fewer than a listener's backlog. */
const BATCH = 100;

const { use, dispose } = disposer();
let program: Awaited<ReturnType<typeof buildProgram>>;
let server: FakeNntp;
const article = textArticle({ groups: ["alt.test"], size: 20_000 });

beforeAll(async () => {
  program = await buildProgram();
  server = await startFakeNntp(library({ groups: ["alt.test"], articles: [article] }).handler);
});
afterEach(dispose);
afterAll(() => Promise.all([server.close(), program.close()]));

/** A reader that has had an article, and a group, and does nothing any more. */
async function idler(at: Address): Promise<void> {
  const reader = use(await Reader.open(at));
  await reader.line();
  await reader.ask(`ARTICLE ${article.messageId}`);
  expect(await reader.say("GROUP alt.test")).toMatch(/^211 /);
}

describe.runIf(process.platform === "linux")("5000 idle sessions", () => {
  it.each([
    [20, "that never become anything else", ""],
    [25, "that may begin to compress", "compress: true"],
  ])("take less than %d KiB each: %s", async (mostKiB, _what, settings) => {
    const file = `${await reaper().folder("idle")}/fairlead.yaml`;
    const listener = `{ name: main, protocol: nntp, address: "127.0.0.1:0", limits: { pinIdleMs: 50 }, ${settings} }`;
    const provider = `{ host: ${server.host}, port: ${server.port} }`;
    await writeFile(
      file,
      `listeners: [${listener}]\nbackends: { news: { kind: nntp, providers: [${provider}] } }`,
    );
    const run = use(new Run(program.path, ["proxy", file]));
    const at = (await run.address()) as Address;
    const residentKiB = () =>
      Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${run.child.pid}/status`, "utf8"))![1]);
    await idler(at);
    const beforeKiB = residentKiB();
    for (let opened = 1; opened < SESSIONS; opened += BATCH) {
      await Promise.all(Array.from({ length: BATCH }, () => idler(at)));
    }
    const eachKiB = () => (residentKiB() - beforeKiB) / SESSIONS;
    await until(() => eachKiB() < mostKiB, { what: () => `${eachKiB()} KiB to become less` });
  });
});
