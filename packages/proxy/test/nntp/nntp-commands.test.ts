import { describe, expect, it } from "vitest";
import { classify, type Plan } from "../../src/nntp/classify.ts";
import { commands } from "../../src/nntp/commands.ts";
import { requestOf } from "../../src/nntp/request.ts";
import type { Situation } from "../../src/nntp/situation.ts";
import { TEXTS } from "../../src/nntp/texts.ts";
import { PAGE, table } from "./page.ts";
import { SITUATION } from "./situations.ts";

/** What the page calls the situations of its columns and rows. */
const SITUATIONS: Readonly<Record<string, Partial<Situation>>> = {
  hybrid: { mode: "hybrid" },
  stateful: { mode: "stateful" },
  "per-command": { mode: "per-command" },
  "before a login": { login: "needed" },
  "posting is on": { posting: true },
  "IHAVE is on": { offering: true },
  "TLS is offered": { tls: "offered" },
  "TLS is offered, before a login": { tls: "offered", login: "needed" },
  "TLS is offered, behind a login": { tls: "offered", login: "done" },
  "TLS is active": { tls: "active" },
  "compression is offered": { compression: "offered" },
  "compression is active": { compression: "active" },
  "compression is active, TLS is offered": { compression: "active", tls: "offered" },
  "passed through": { passThrough: new Set(["XNEW"]) },
  "passed through, per-command": { passThrough: new Set(["XNEW"]), mode: "per-command" },
};

/** A plan in the words of the page. */
function shown(plan: Plan): string {
  switch (plan.do) {
    case "local": {
      const [first, ...more] = plan.reply.split("\r\n");
      return more.length === 0 ? `\`${first}\`` : `\`${first}\` and a block`;
    }
    case "takethis":
      return `\`${plan.reply}\`, behind its block`;
    case "starttls":
      return `\`${plan.reply}\`, then TLS`;
    case "compress":
      return `\`${plan.reply}\`, then DEFLATE`;
    case "quit":
      return `\`${plan.reply}\`, then the end`;
    case "article":
      return "where the article is";
    case "stateless":
      return "any provider";
    case "grouped":
      return "the group's provider";
    case "post":
    case "ihave":
      return "a provider for posts";
    case "auth":
      return "a login";
  }
}

const inMode = table("By mode");
const bySetting = table("By what is set");

function planned(cell: string, situation: string): string {
  const line = cell.replaceAll("`", "");
  const at = SITUATIONS[situation];
  expect(at, situation).toBeDefined();
  return shown(classify(requestOf(line)!, { ...SITUATION, ...at }));
}

describe("the page of NNTP commands", () => {
  it.each(inMode.map((row) => [row.get("request")!, row] as const))(
    "tells what is done with %s",
    (request, row) => {
      for (const [situation, cell] of row) {
        if (situation !== "request")
          expect(`${situation}: ${planned(request, situation)}`).toBe(`${situation}: ${cell}`);
      }
    },
  );

  it.each(bySetting.map((row) => [row.get("request")!, row.get("where")!, row.get("what")!] as const))(
    "tells what is done with %s where %s",
    (request, where, what) => {
      expect(planned(request, where)).toBe(what);
    },
  );

  it("has a row for each command, and one for others", () => {
    const verbs = new Set(inMode.map((row) => row.get("request")!.replaceAll("`", "").split(" ")[0]));
    expect([...verbs].sort()).toEqual([...[...commands].map(({ verb }) => verb), "XNEW"].sort());
  });

  it("has a row for each setting, and the texts for what is no request", () => {
    const named = [...[...inMode[0]!.keys()].slice(1), ...bySetting.map((row) => row.get("where")!)];
    expect([...new Set(named)].sort()).toEqual(Object.keys(SITUATIONS).sort());
    expect(PAGE).toContain(TEXTS.syntax);
    expect(PAGE).toContain(TEXTS.tooLong);
  });

  it("has a column for each mode", () => {
    expect([...inMode[0]!.keys()]).toEqual([
      "request",
      "hybrid",
      "stateful",
      "per-command",
      "before a login",
    ]);
  });
});
