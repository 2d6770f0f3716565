import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

function sources(): string[] {
  const packages = ["resp", "session", "client", "cache"].map((name) => `packages/${name}/src/`);
  return sourcesIn(packages);
}

function sourcesIn(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true })
      .map(String)
      .filter((file) => file.endsWith(".ts"))
      .map((file) => read(folder + file)),
  );
}

describe("the documentation", () => {
  it("lists every error code, and no other", () => {
    const codes = (text: string): Set<string> => new Set(text.match(/\bERR_[A-Z_]+\b/g));
    const inCode = codes([...sources(), ...sourcesIn(["packages/proxy/src/nntp/"])].join("\n"));
    expect(inCode.size).toBeGreaterThan(10);
    expect([...codes(read("docs/errors.md"))].sort()).toEqual([...inCode].sort());
  });

  it("lists every diagnostics channel and Prometheus metric, and no other", () => {
    const guide = read("docs/guide/observability.md") + read("docs/guide/cache.md");
    const names = (text: string, pattern: RegExp): string[] => [...new Set(text.match(pattern))].sort();
    const channel = /\bfairlead:[a-z:-]+\b/g;
    expect(names(guide, channel)).toEqual(names(sources().join("\n"), channel));
    const metrics = read("packages/client/src/prometheus/collectors.ts").match(
      /"[a-z]+(?:_[a-z]+)+"|"connections"/g,
    );
    expect(names(read("docs/guide/observability.md"), /\bfairlead_[a-z_]+\b/g)).toEqual(
      (metrics ?? []).map((name) => `fairlead_${name.slice(1, -1)}`).sort(),
    );
  });

  it("names the cache's Prometheus metrics, each of them", () => {
    const sources = ["collectors", "gauges"]
      .map((name) => read(`packages/cache/src/prometheus/${name}.ts`))
      .join();
    const made = [...sources.matchAll(/\.(?:counter|gauge|histogram|read)\(\s*"([a-z_]+)"/g)].map(
      ([, name]) => name!,
    );
    expect(made.length).toBeGreaterThan(15);
    const guide = read("docs/guide/cache.md");
    expect(made.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });

  it.each(["docs/architecture.md", "CONTRIBUTING.md", "README.md"])("%s names files that exist", (page) => {
    const text = read(page);
    const inCode = [...text.matchAll(/`((?:packages|scripts|docs|benchmarks|chaos)\/[^`\s*<]+)`/g)].map(
      ([, path]) => path,
    );
    const links = [...text.matchAll(/\]\(((?!https?:)[^)#]+)\)/g)].map(([, path]) => path);
    expect([...inCode, ...links].length).toBeGreaterThan(0);
    for (const path of [...inCode, ...links])
      expect(existsSync(new URL(String(path), root)), String(path)).toBe(true);
  });

  it("names, for each defect of others, a test that exists", () => {
    const named = [...read("docs/defects.md").matchAll(/`(packages\/[^`]+)`: ([^|;]+?)(?=;| +\|)/g)];
    expect(named.length).toBeGreaterThan(30);
    for (const [, file, title] of named) expect(read(String(file)), title).toContain(String(title));
  });

  it("names, in the README, commands that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = [...read("README.md").matchAll(/npm (?:run )?([a-z]+)/g)].map(([, name]) => name as string);
    for (const name of named.filter((word) => word !== "packages")) expect(scripts).toHaveProperty(name);
  });
});
