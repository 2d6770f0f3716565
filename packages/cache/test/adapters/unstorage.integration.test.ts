import { describe } from "vitest";
import { overServer } from "./support.ts";
import { unstorageTests } from "./unstorage-tests.ts";

describe.each(overServer())("a driver for unstorage over %s", (_, open) => {
  unstorageTests(open);
});
