import { describe } from "vitest";
import { nextTests } from "./next-tests.ts";
import { overServer } from "./support.ts";

describe("handlers for Next.js over memory and a server", () => {
  nextTests(overServer());
});
