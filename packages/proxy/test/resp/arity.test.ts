import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { takes } from "../../src/resp/arity.ts";
import { Rows } from "../../src/resp/row.ts";

const DATA = new URL("../../../../scripts/data/valkey-8.0-commands.json", import.meta.url);
const ROWS = [...new Rows(new Set(), new Set()).all];

it("no command needs more arguments than the servers ask for", () => {
  const data = JSON.parse(readFileSync(DATA, "utf8")) as Record<string, { readonly arity: number }>;
  const wrong = ROWS.filter(({ name, words, arity }) => {
    const least = Math.abs(data[name]?.arity ?? Number.POSITIVE_INFINITY) - words;
    return arity !== undefined && Number.isFinite(least) && !takes(arity, least);
  });
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

it("every command with keys needs as many arguments as tell where it belongs", () => {
  const known = ROWS.filter(({ treatment }) => treatment !== "refuse");
  const keyed = known.filter(({ spec }) => spec.keys.length > 0 || spec.slotArgument !== -1);
  const unclear = keyed.filter(
    ({ spec, arity }) => arity === undefined && spec.keys[0]?.begin.kind !== "unknown",
  );
  expect(unclear.map(({ name }) => name)).toEqual([]);
  const least = (wanted: string) => ROWS.find(({ name }) => name === wanted)?.arity?.least;
  expect(["GET", "LRANGE", "EVAL", "XREAD", "ZUNIONSTORE", "OBJECT ENCODING"].map(least)).toEqual([
    1, 1, 2, 2, 1, 1,
  ]);
});
