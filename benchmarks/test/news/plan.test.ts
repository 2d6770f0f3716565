import { expect, test } from "vitest";
import { readArguments } from "../../src/arguments.ts";
import { newsSuite } from "../../src/news/suite.ts";
import { makePlan, namesOf } from "../../src/plan.ts";

test("news is measured through the proxy and without it, but for what only a proxy has", () => {
  expect(cells()).toEqual([
    "plain article-plain fairlead direct",
    "tls article-tls fairlead direct",
    "plain sessions-100 fairlead direct",
    "plain cached fairlead direct",
    "plain stat-pipeline fairlead direct",
    "plain over-1000 fairlead direct",
    "plain idle-5000 fairlead",
  ]);
});

test("a quick run keeps articles and pipelines", () => {
  expect(cells("--quick")).toEqual([
    "plain article-plain fairlead direct",
    "plain stat-pipeline fairlead direct",
  ]);
});

function cells(...args: readonly string[]): string[] {
  const suites = [newsSuite];
  const { parts } = makePlan(suites, readArguments(args, namesOf(suites)));
  return parts.flatMap((part) =>
    part.cells.map(({ mode, workload, peers }) => [mode, workload, ...peers].join(" ")),
  );
}
