import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capabilities } from "../../src/nntp/capabilities.ts";
import { classify } from "../../src/nntp/classify.ts";
import { requestOf } from "../../src/nntp/request.ts";
import type { Situation } from "../../src/nntp/situation.ts";
import { SITUATION } from "./situations.ts";

function lines(at: Partial<Situation>): string[] {
  const [status, ...list] = capabilities({ ...SITUATION, ...at }).split("\r\n");
  expect(status).toBe("101 Capabilities:");
  expect(list.pop()).toBe(".");
  return list;
}

const ALWAYS = ["VERSION 2", "IMPLEMENTATION fairlead"];
const READING = ["READER", "LIST ACTIVE NEWSGROUPS OVERVIEW.FMT HEADERS", "OVER MSGID", "HDR"];

describe("CAPABILITIES", () => {
  it.each<[Partial<Situation>, string[]]>([
    [{}, READING],
    [{ mode: "stateful" }, READING],
    [{ mode: "per-command" }, []],
    [{ mode: "per-command", posting: true }, ["POST"]],
    [{ over: "none", hdr: false }, ["READER", "LIST ACTIVE NEWSGROUPS"]],
    [{ over: "numbers", hdr: false }, ["READER", "LIST ACTIVE NEWSGROUPS OVERVIEW.FMT", "OVER"]],
    [{ posting: true, offering: true }, [...READING, "POST", "IHAVE"]],
    [{ login: "needed" }, [...READING, "AUTHINFO USER SASL", "SASL PLAIN"]],
    [{ login: "needed", plainLogin: false, tls: "offered" }, [...READING, "AUTHINFO", "STARTTLS"]],
    [{ login: "needed", plainLogin: false, tls: "active" }, [...READING, "AUTHINFO USER SASL", "SASL PLAIN"]],
    [{ login: "done", tls: "offered", compression: "offered" }, [...READING, "COMPRESS DEFLATE"]],
    [{ tls: "offered", compression: "offered" }, [...READING, "STARTTLS", "COMPRESS DEFLATE"]],
    [{ tls: "offered", compression: "active" }, READING],
    [{ login: "needed", compression: "active" }, READING],
    [{ login: "needed", compression: "offered" }, [...READING, "AUTHINFO USER SASL", "SASL PLAIN"]],
  ])("of %j", (at, list) => {
    expect(lines(at)).toEqual([...ALWAYS, ...list]);
  });

  it("lists what is not refused, and nothing else", () => {
    const layer = fc.constantFrom("none", "offered", "active") as fc.Arbitrary<Situation["tls"]>;
    const situation: fc.Arbitrary<Situation> = fc.record({
      mode: fc.constantFrom("hybrid", "stateful", "per-command"),
      login: fc.constantFrom("open", "needed", "done"),
      plainLogin: fc.boolean(),
      tls: layer,
      compression: layer,
      posting: fc.boolean(),
      offering: fc.boolean(),
      over: fc.constantFrom("none", "numbers", "message-ids"),
      hdr: fc.boolean(),
      passThrough: fc.constant(new Set<string>()),
    });
    const commands = {
      READER: "GROUP x",
      POST: "POST",
      IHAVE: "IHAVE <a@b>",
      STARTTLS: "STARTTLS",
      "COMPRESS DEFLATE": "COMPRESS DEFLATE",
    };
    fc.assert(
      fc.property(situation, (at) => {
        const list = lines(at);
        // Behind a login it is as the list says; before, the login comes first.
        const then: Situation = at.login === "needed" ? { ...at, login: "open" } : at;
        for (const [label, line] of Object.entries(commands)) {
          const works = classify(requestOf(line)!, label.startsWith("COMPRESS") ? at : then).do !== "local";
          expect({ label, listed: list.includes(label) }).toEqual({ label, listed: works });
        }
      }),
    );
  });
});
