import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { Rows } from "../../src/resp/row.ts";
import { REASONS } from "./differences.ts";
import { commandTable, differenceList, withSection } from "./page.ts";
import { readScripts } from "./script.ts";

const PAGE = "../../../../docs/guide/proxy-commands.md";

// Out of date: npx vitest run packages/proxy/test/conformance/page.test.ts -u
it("the page on commands has every command, as the proxy treats it, and all that differs from a server", async () => {
  const page = readFileSync(new URL(PAGE, import.meta.url), "utf8");
  const rows = new Rows(new Set(), new Set());
  const withCommands = withSection(page, "commands", commandTable(rows.all));
  const differences = differenceList(readScripts(), REASONS);
  await expect(withSection(withCommands, "differences", differences)).toMatchFileSnapshot(PAGE);
});

it("every reply that differs by design has a reason, and every reason a reply", () => {
  const named = readScripts().flatMap(({ steps }) =>
    steps.flatMap(({ differs }) => differs.map(({ reason }) => reason)),
  );
  expect(new Set(named)).toEqual(new Set(Object.keys(REASONS)));
});

it("every command that the proxy does not refuse is in a script", () => {
  const lines = readScripts().flatMap(({ steps }) => steps.map(({ text }) => `${text.toUpperCase()} `));
  const missing = [...new Rows(new Set(), new Set()).all].filter(
    ({ name, treatment }) => treatment !== "refuse" && !lines.some((line) => line.startsWith(`${name} `)),
  );
  expect(missing.map(({ name }) => name)).toEqual([]);
});
