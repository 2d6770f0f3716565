import { readFileSync } from "node:fs";

/** The page of NNTP commands. */
export const PAGE: string = readFileSync(
  new URL("../../../../docs/guide/nntp-commands.md", import.meta.url),
  "utf8",
);

/** The cells of the tables below a heading of it, each row by its columns' names. */
export function table(heading: string): ReadonlyMap<string, string>[] {
  const [, section = ""] = PAGE.split(`\n## ${heading}\n`);
  const rows = (section.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("|"));
  const cells = rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const [names = [], , ...body] = cells;
  return body.map((row) => new Map(row.map((cell, at) => [names[at]!, cell])));
}
