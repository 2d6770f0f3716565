import {
  Bytes,
  type FakeNntp,
  farewell,
  library,
  type NntpHandler,
  startFakeNntp,
  textArticle,
} from "fairlead-harness";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ReplyReader } from "../../src/nntp/reply-reader.ts";
import { upperCase } from "../../src/nntp/request.ts";
import { TEXTS } from "../../src/nntp/texts.ts";
import { table } from "../nntp/page.ts";
import { disposer } from "../support/disposer.ts";
import { type NewsProxy, newsProxy } from "./news-proxy.ts";
import { Reader } from "./reader.ts";

type Mode = "hybrid" | "stateful" | "per-command";

/** What the page calls requests that go to a provider: their replies are the provider's. */
const RELAYED: ReadonlySet<string> = new Set([
  "where the article is",
  "the group's provider",
  "any provider",
]);

const [GROUP, OTHER, EMPTY] = ["alt.test", "alt.other", "alt.empty"] as const;
const articles = Array.from({ length: 12 }, (_, seed) =>
  textArticle({
    seed: `${seed}`,
    groups: [seed % 3 === 0 ? OTHER : GROUP],
    size: seed === 5 ? 100_000 : 50 * seed,
    date: new Date(0),
  }),
);
const shelves = library({ groups: [GROUP, OTHER, EMPTY], articles });
/** Numbers that nobody has any more. */
shelves.remove(articles[4]!.messageId);

/** Older commands in the words of newer ones, so that they are about articles as well. */
const SYNONYMS: Readonly<Record<string, string>> = { XPAT: "XHDR", XPATH: "STAT" };

const answer: NntpHandler = (request) => {
  const { verb } = request;
  return verb === "DATE"
    ? "111 20260102030405"
    : shelves.handler({ ...request, verb: SYNONYMS[verb] ?? verb });
};

/** One request, what stands for it on the page, and what follows its line. */
interface Step {
  readonly row: ReadonlyMap<string, string>;
  readonly line: string;
}

const ids = fc.constantFrom(...articles.map(({ messageId }) => messageId), "<nowhere@fairlead.internal>");
const numbers = fc.constantFrom("1", "3", "5", "8", "999");
const ranges = fc.constantFrom("1-3", "2-", "3-2", "4", "900-", "0-99");
const groups = fc.constantFrom(GROUP, GROUP, OTHER, EMPTY, "alt.nowhere");

const NO_REQUEST = ["", " DATE", "GROUP alt\0test", "STAT 1\rQUIT", `STAT ${"x".repeat(600)}`].map((line) => {
  const reply = line.length > 500 ? TEXTS.tooLong : TEXTS.syntax;
  const cell = `\`${reply}\``;
  return { line, row: new Map(["hybrid", "stateful", "per-command"].map((mode) => [mode, cell])) };
});

const steps = fc.oneof(
  { weight: 12, arbitrary: fc.oneof(...table("By mode").filter(isPlain).map(stepOf)) },
  { weight: 1, arbitrary: fc.constantFrom<Step>(...NO_REQUEST) },
  { weight: 4, arbitrary: fc.oneof(...table("By mode").filter(isOfGroup).map(stepOf)) },
);

/** Logins are for others to test, and QUIT comes at the end. */
function isPlain(row: ReadonlyMap<string, string>): boolean {
  return !/^`(?:QUIT|AUTHINFO .*)`$/.test(row.get("request")!);
}

function isOfGroup(row: ReadonlyMap<string, string>): boolean {
  return /^`(?:GROUP|LISTGROUP|NEXT|LAST|STAT|OVER)\b/.test(row.get("request")!);
}

/** Requests like the one of a row. */
function stepOf(row: ReadonlyMap<string, string>): fc.Arbitrary<Step> {
  const example = row.get("request")!.replaceAll("`", "");
  return fc
    .record({ id: ids, number: numbers, range: ranges, group: groups, small: fc.boolean() })
    .map(({ id, number, range, group, small }) => {
      const line = example
        .replace("<a@b>", id)
        .replace(/(?<=^\S+ )\d+$/, example.startsWith("NEXT") ? "1" : number)
        .replace(/\d-\d?/, range)
        .replace("misc.test", group)
        .replace("misc.*", "alt.*");
      return { row, line: small ? line.toLowerCase() : line };
    });
}

const streams = fc.record({
  steps: fc.array(steps, { maxLength: 25 }),
  /** Lengths of the pieces that the requests are sent in, over and over; none: all at once. */
  pieces: fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 4 }),
  /** So many replies of the provider come between two losses of their connections. */
  losses: fc.array(fc.integer({ min: 4, max: 15 }), { maxLength: 6 }),
});

function sentOf({ line, row }: Step): string {
  return `${line}\r\n${row.get("hybrid")!.includes("behind its block") ? "QUIT\r\n..\r\n.\r\n" : ""}`;
}

/** Sends all of it, then QUIT, and gives all that comes. */
async function told(at: { host: string; port: number }, text: string, pieces: readonly number[]) {
  const reader = await Reader.open(at);
  await reader.line();
  const whole = Buffer.from(`${text}QUIT\r\n`, "latin1");
  for (let from = 0, turn = 0; from < whole.length; turn++) {
    const length = pieces[turn % pieces.length] ?? whole.length;
    reader.send(whole.subarray(from, from + length));
    from += length;
    await new Promise(setImmediate);
  }
  return reader.ended;
}

/** The replies in `bytes` to these requests. */
function repliesIn(bytes: Buffer, lines: readonly string[]): Buffer[] {
  const reader = new ReplyReader();
  let at = 0;
  return lines.map((line) => {
    reader.begin(upperCase(line.split(" ")[0]!));
    const end = reader.read(bytes, at, bytes.length);
    const reply = bytes.subarray(at, end);
    at = end;
    return reply;
  });
}

/** What the page says of these requests, with a provider's replies in the places where it is asked. */
function expected(all: readonly Step[], mode: Mode, replies: readonly Buffer[]): string {
  let [next, hasGroup] = [0, false];
  const texts = all.map(({ row, line }) => {
    const cell = row.get(mode)!;
    if (!RELAYED.has(cell)) {
      const text = /^`(.*)`/.exec(cell)![1]!;
      return cell.endsWith("and a block") ? `${text}\r\n[block]` : `${text}\r\n`;
    }
    const reply = replies[next++]!.toString("latin1");
    const selects = /^(?:list)?group \S/i.test(line);
    hasGroup ||= selects && reply.startsWith("211");
    return selects || hasGroup || cell !== "the group's provider" ? reply : `${TEXTS.noGroup}\r\n`;
  });
  return `${texts.join("")}${TEXTS.goodbye}\r\n`;
}

/** Without the capabilities, of which the page says no more than that they come. */
function masked(bytes: Buffer): string {
  return bytes.toString("latin1").replace(/^(101 Capabilities:\r\n)(?:.+\r\n)*?\.\r\n/gm, "$1[block]");
}

describe("any requests", () => {
  const { use, dispose } = disposer();
  const proxies = new Map<Mode, NewsProxy>();
  let direct: FakeNntp;
  /** How many replies the provider gives until the next loss, and then the one after. */
  let losses: number[] = [];
  beforeAll(async () => {
    direct = use(await startFakeNntp(answer));
    const server = use(
      await startFakeNntp(async (request) => {
        const reply = await answer(request);
        const isPlain = typeof reply === "string" || reply instanceof Bytes;
        if (SETUP.has(request.verb) || losses.length === 0 || !isPlain) return reply;
        losses[0]!--;
        if (losses[0]! > 0) return reply;
        losses.shift();
        return farewell(reply);
      }),
    );
    for (const mode of ["hybrid", "stateful", "per-command"] as const) {
      proxies.set(mode, await newsProxy(use, [server], { listener: `mode: ${mode}` }));
    }
  });
  afterAll(dispose);

  it.each<[string, Mode, boolean]>([
    ["in hybrid mode", "hybrid", false],
    ["in stateful mode", "stateful", false],
    ["in per-command mode", "per-command", false],
    ["in hybrid mode whose connections are lost between replies", "hybrid", true],
    ["in per-command mode whose connections are lost between replies", "per-command", true],
  ])(
    "have the replies of a direct connection, but for what the page says: %s",
    async (_what, mode, isLossy) => {
      const at = proxies.get(mode)!.address();
      await fc.assert(
        fc.asyncProperty(streams, async (stream) => {
          losses = isLossy ? [...stream.losses] : [];
          const relayed = stream.steps.filter(({ row }) => RELAYED.has(row.get(mode)!));
          const lines = relayed.map(({ line }) => line);
          const replies = repliesIn(await told(direct, relayed.map(sentOf).join(""), []), lines);
          const got = await told(at, stream.steps.map(sentOf).join(""), stream.pieces);
          expect(masked(got)).toBe(expected(stream.steps, mode, replies));
        }),
        { numRuns: 300, seed: 2026 },
      );
    },
  );
});

const SETUP: ReadonlySet<string> = new Set(["MODE", "CAPABILITIES", "QUIT"]);
