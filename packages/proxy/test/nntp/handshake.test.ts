import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Credentials } from "../../src/nntp/credentials.ts";
import { type Login, type LoginStep, loginState, step, upgraded } from "../../src/nntp/handshake.ts";

const CREDENTIALS = new Credentials("reader", "s3cret");
const PLAIN: Login = { startTls: false, compress: "off" };
const ANY: Login = { ...PLAIN, credentials: CREDENTIALS };

/** Runs a login against a server that says these things in turn; gives what it is told, and how it ends. */
function run(login: Login, replies: readonly string[]): { told: string[]; end: LoginStep } {
  const told: string[] = [];
  let state = loginState(login);
  for (const reply of replies) {
    const [text = "", ...lines] = reply.split("\r\n");
    let next = step(state, { status: Number(text.slice(0, 3)), text, block: lines.join("\r\n") });
    if (next.kind === "upgrade") {
      told.push(`+${next.to}`);
      next = upgraded(next.state);
    }
    if (next.kind !== "send") return { told, end: next };
    expect(next.bytes.toString()).toMatch(new RegExp(`^${next.command}( .+)?\r\n$`));
    told.push(next.bytes.toString().trimEnd());
    state = next.state;
  }
  throw new Error(`the login goes on: ${told.at(-1)}`);
}

const LIST = (...lines: string[]) => `101 list\r\n${lines.map((line) => `${line}\r\n`).join("")}.\r\n`;

describe("a login", () => {
  it("goes from the greeting to the server's traits", () => {
    const list = LIST("VERSION 2", "READER", "post", "OVER MSGID", "COMPRESS DEFLATE");
    const { told, end } = run(ANY, ["200 hi", "200 reader", "381 more", "281 in", list]);
    expect(told).toEqual(["MODE READER", "AUTHINFO USER reader", "AUTHINFO PASS s3cret", "CAPABILITIES"]);
    expect(end).toEqual({
      kind: "done",
      traits: {
        posting: true,
        compressed: false,
        offers: new Map([
          ["VERSION", ["2"]],
          ["READER", []],
          ["POST", []],
          ["OVER", ["MSGID"]],
          ["COMPRESS", ["DEFLATE"]],
        ]),
      },
    });
  });

  it("needs no password where the name is enough, and no login where there are no credentials", () => {
    const offers = new Map([["READER", []]]);
    const done = { kind: "done", traits: { posting: false, compressed: false, offers } };
    expect(run(ANY, ["201 hi", "201 reader", "281 in", LIST("READER")]).end).toEqual(done);
    expect(run(PLAIN, ["200 hi", "200 reader", LIST("READER")]).end).toEqual(done);
  });

  it.each(["500 what", "501 what", "502 no", "503 no"])(
    "bears %j to MODE READER and CAPABILITIES",
    (refusal) => {
      const { end } = run(ANY, ["200 hi", refusal, "281 in", refusal]);
      expect(end).toEqual({ kind: "done", traits: { posting: true, compressed: false, offers: undefined } });
    },
  );

  it("sends MODE READER again where it needs a login", () => {
    const { told, end } = run(ANY, ["201 hi", "480 login first", "281 in", "200 now", "500 what"]);
    expect(told).toEqual(["MODE READER", "AUTHINFO USER reader", "MODE READER", "CAPABILITIES"]);
    expect(end).toMatchObject({ kind: "done", traits: { posting: true } });
  });

  it("begins with TLS where it is to", () => {
    const { told } = run({ ...ANY, startTls: true }, ["200 hi", "382 go", "200 ok", "281 in", "500 what"]);
    expect(told).toEqual(["STARTTLS", "+tls", "MODE READER", "AUTHINFO USER reader", "CAPABILITIES"]);
  });

  it.each([
    ["auto", LIST("COMPRESS DEFLATE"), "206 go", ["COMPRESS DEFLATE", "+deflate"], true],
    ["auto", LIST("COMPRESS DEFLATE"), "403 not now", ["COMPRESS DEFLATE"], false],
    ["auto", LIST("COMPRESS SHRINK"), "", [], false],
    ["auto", "500 what", "", [], false],
    ["require", "500 what", "206 go", ["COMPRESS DEFLATE", "+deflate"], true],
    ["off", LIST("COMPRESS DEFLATE"), "", [], false],
  ] as const)("compresses by %s when offered %j and told %j", (compress, list, answer, more, compressed) => {
    const { told, end } = run({ ...PLAIN, compress }, ["200 hi", "200 ok", list, answer]);
    expect(told).toEqual(["MODE READER", "CAPABILITIES", ...more]);
    expect(end).toMatchObject({ kind: "done", traits: { compressed } });
  });

  it.each<[string, Login, readonly string[]]>([
    ["unavailable", ANY, ["400 later"]],
    ["unavailable", ANY, ["502 never"]],
    ["unavailable", ANY, ["200 hi", "400 later"]],
    ["unavailable", ANY, ["200 hi", "200 ok", "400 later"]],
    ["unavailable", ANY, ["200 hi", "200 ok", "281 in", "400 later"]],
    ["protocol", ANY, ["220 smtp"]],
    ["protocol", ANY, ["200 hi", "200 ok", "381 more", "381 more"]],
    ["credentials", PLAIN, ["200 hi", "480 login first"]],
    ["credentials", ANY, ["200 hi", "480 login first", "281 in", "480 login first"]],
    [
      "credentials",
      { ...PLAIN, credentials: new Credentials("reader", undefined) },
      ["200 hi", "200 ok", "381 x"],
    ],
    ["credentials", ANY, ["200 hi", "200 ok", "381 more", "481 wrong"]],
    ["busy", ANY, ["200 hi", "200 ok", "381 more", "481 Too many connections"]],
    ["busy", ANY, ["200 hi", "200 ok", "381 more", "482 too many"]],
    ["busy", ANY, ["200 hi", "200 ok", "381 more", "502 too many"]],
    ["encryption", ANY, ["200 hi", "200 ok", "483 TLS first"]],
    ["unsupported", ANY, ["200 hi", "200 ok", "500 what"]],
    ["encryption", { ...ANY, startTls: true }, ["200 hi", "580 no"]],
    ["unsupported", { ...PLAIN, compress: "require" }, ["200 hi", "200 ok", LIST(), "500 what"]],
  ])("fails as %s", (reason, login, replies) => {
    const { end } = run(login, replies);
    expect(end).toEqual({ kind: "failed", reason, text: replies.at(-1) });
  });
});

describe("credentials", () => {
  it("are in no text of a failure, though the server repeats them", () => {
    const credentials = new Credentials("jürgen", "gehéim");
    const echo = Buffer.from("481 jürgen can't come in by gehéim").toString("latin1");
    const { end } = run({ ...PLAIN, credentials }, ["200 hi", "200 ok", "381 more", echo]);
    expect(end).toMatchObject({ kind: "failed", text: "481 *** can't come in by ***" });
  });

  it("show themselves in nothing that is logged", () => {
    const state = loginState(ANY);
    for (const text of [
      inspect(state, { depth: 9, showHidden: true }),
      JSON.stringify(state),
      `${CREDENTIALS}`,
    ]) {
      expect(text).not.toMatch(/reader"|s3cret/);
    }
  });

  it.each([
    ["a\r\nPOST", "b"],
    ["a", "b\nc"],
    ["a\0", "b"],
    ["", "b"],
    ["a", ""],
  ])("can't hold what would not be one word of a line: %j, %j", (username, password) => {
    expect(() => new Credentials(username, password)).toThrow(
      expect.objectContaining({ code: "ERR_NNTP_SYNTAX", message: expect.not.stringContaining("POST") }),
    );
  });
});
