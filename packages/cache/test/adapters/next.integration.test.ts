import { describe } from "vitest";
import { nextTests } from "./next-tests.ts";
import { overServer } from "./support.ts";

describe.each(overServer())("handlers for Next.js over %s", (_, open) => {
  nextTests(open);
});
