import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { Rows } from "../../src/resp/row.ts";
import { commandTable, withSection } from "./page.ts";

const PAGE = "../../../../docs/guide/proxy-commands.md";

// Out of date: npx vitest run packages/proxy/test/conformance/page.test.ts -u
it("the page on commands has a row for every command, as the proxy treats it", async () => {
  const page = readFileSync(new URL(PAGE, import.meta.url), "utf8");
  const rows = new Rows(new Set(), new Set());
  await expect(withSection(page, "commands", commandTable(rows.all))).toMatchFileSnapshot(PAGE);
});
