import { describe } from "vitest";
import { overServer } from "./support.ts";
import { unstorageTests } from "./unstorage-tests.ts";

describe("a driver for unstorage over memory and a server", () => {
  unstorageTests(overServer());
});
