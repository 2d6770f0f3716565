import { defineConfig } from "vitest/config";

// Packages resolve to their sources, so no test needs a build.
const conditions = ["@fairlead/source", "node"];
const tests = ["packages/*/test/**", "chaos/test/**", "benchmarks/test/**", "scripts/test/**"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // Property tests compute: on a busy machine for longer than the usual five seconds.
          testTimeout: 30_000,
          include: tests.map((folder) => `${folder}/*.test.ts`),
          exclude: ["**/*.integration.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: tests.map((folder) => `${folder}/*.integration.test.ts`),
          // They wait for servers more than they compute. More at once, and what they measure would be each other.
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
