import { describe } from "vitest";
import { keyvTests } from "./keyv-tests.ts";
import { overServer } from "./support.ts";

describe.each(overServer())("a store for Keyv over %s", (_, open) => {
  keyvTests(open);
});
