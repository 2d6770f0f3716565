import { describe, expect, it } from "vitest";
import {
  type AuthState,
  type AuthStep,
  answerChallenge,
  authenticate,
  NOT_BEGUN,
  verdict,
} from "../../src/nntp/auth.ts";
import { requestOf } from "../../src/nntp/request.ts";
import type { Situation } from "../../src/nntp/situation.ts";
import { TEXTS } from "../../src/nntp/texts.ts";
import { SITUATION } from "./situations.ts";

const NEEDED: Situation = { ...SITUATION, login: "needed" };

function send(line: string, state: AuthState = NOT_BEGUN, at: Situation = NEEDED): AuthStep {
  return authenticate(state, requestOf(Buffer.from(line).toString("latin1"))!, at);
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
const reply = (text: string, state: AuthState = NOT_BEGUN) => ({ kind: "reply", reply: text, state });
const login = (username: string, password: string) => ({
  kind: "login",
  username,
  password,
  state: NOT_BEGUN,
});

describe("AUTHINFO USER and PASS", () => {
  it("ask for a password, then give both to be checked, as they were sent", () => {
    const user = send("authinfo user Jürgen von A");
    expect(user).toEqual(reply(TEXTS.sendPassword, { username: "Jürgen von A" }));
    expect(send("AUTHINFO PASS  a b  c ", user.state)).toEqual(login("Jürgen von A", "a b  c "));
  });

  it("take the last name", () => {
    const { state } = send("AUTHINFO USER b", send("AUTHINFO USER a").state);
    expect(send("AUTHINFO PASS c", state)).toEqual(login("b", "c"));
  });

  it("go in this order", () => {
    expect(send("AUTHINFO PASS c")).toEqual(reply(TEXTS.loginDisordered));
  });

  it.each([
    "AUTHINFO USER",
    "AUTHINFO PASS",
    "AUTHINFO GENERIC x",
    "AUTHINFO SASL",
    "AUTHINFO SASL PLAIN a b",
  ])("are not %j", (line) => {
    expect(send(line)).toMatchObject({ kind: "reply", reply: TEXTS.syntax });
  });

  it("are text", () => {
    const request = requestOf("AUTHINFO USER \xff")!;
    expect(authenticate(NOT_BEGUN, request, NEEDED)).toEqual(reply(TEXTS.syntax));
  });
});

describe("AUTHINFO SASL PLAIN", () => {
  it("takes name and password at once, or in answer to a challenge", () => {
    const message = base64("\0jürgen\0pass word");
    expect(send(`AUTHINFO SASL plain ${message}`)).toEqual(login("jürgen", "pass word"));
    expect(send("AUTHINFO SASL PLAIN")).toEqual({
      kind: "challenge",
      reply: TEXTS.sendResponse,
      state: NOT_BEGUN,
    });
    expect(answerChallenge(message)).toEqual(login("jürgen", "pass word"));
    expect(answerChallenge(base64("a\0a\0b"))).toEqual(login("a", "b"));
  });

  it.each([
    ["*", TEXTS.loginFailed],
    [base64("other\0a\0b"), TEXTS.loginFailed],
    ["", TEXTS.loginDisordered],
    [base64("a\0b"), TEXTS.loginDisordered],
    [base64("\0\0b"), TEXTS.loginDisordered],
    [base64("\0a\0"), TEXTS.loginDisordered],
    [base64("\0a\0b\0c"), TEXTS.loginDisordered],
    [Buffer.from("\0\xff\0b", "latin1").toString("base64"), TEXTS.loginDisordered],
    ["AGEAYg", TEXTS.malformedBase64],
    ["AGEAYg=", TEXTS.malformedBase64],
    ["AGE AYg==", TEXTS.malformedBase64],
    [undefined, TEXTS.tooLong],
  ])("refuses the answer %j", (text, told) => {
    expect(answerChallenge(text)).toEqual(reply(told));
  });

  it("takes = for an empty response, and no other mechanism", () => {
    expect(send("AUTHINFO SASL PLAIN =")).toEqual(reply(TEXTS.loginDisordered));
    expect(send("AUTHINFO SASL CRAM-MD5")).toEqual(reply(TEXTS.unknownMechanism));
  });
});

describe("any AUTHINFO", () => {
  it.each(["AUTHINFO USER a", "AUTHINFO PASS a", "AUTHINFO SASL PLAIN"])(
    "%s needs TLS where that is so",
    (line) => {
      const at: Situation = { ...NEEDED, plainLogin: false };
      expect(send(line, NOT_BEGUN, at)).toEqual(reply(TEXTS.encryptionNeeded));
      expect(send(line, NOT_BEGUN, { ...at, tls: "active" })).toEqual(send(line));
      expect(send(line, NOT_BEGUN, { ...NEEDED, login: "done" })).toEqual(reply(TEXTS.alreadyLoggedIn));
      expect(send(line, NOT_BEGUN, { ...NEEDED, compression: "active" })).toEqual(reply(TEXTS.loginTooLate));
    },
  );

  it("ends with a verdict", () => {
    expect([verdict(true), verdict(false)]).toEqual([TEXTS.loggedIn, TEXTS.loginFailed]);
  });
});
