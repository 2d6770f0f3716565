import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/link/diagnose.ts";

describe("a silent connection", () => {
  it.each([
    ["id=7 addr=127.0.0.1:1 fd=8 name= age=3 idle=3 flags=b db=0 cmd=blpop", "held"],
    ["id=7 addr=127.0.0.1:1 fd=8 name= age=3 idle=3 flags=N db=0 cmd=get", "dead"],
    ["", "dead"],
  ])("that CLIENT LIST describes as %j", (line, diagnosis) => {
    expect(diagnose(line)).toBe(diagnosis);
  });
});
