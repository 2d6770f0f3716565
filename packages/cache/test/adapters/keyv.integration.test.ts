import { describe } from "vitest";
import { keyvTests } from "./keyv-tests.ts";
import { overServer } from "./support.ts";

describe("a store for Keyv over memory and a server", () => {
  keyvTests(overServer());
});
