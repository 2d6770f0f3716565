// Writes what users of each published package see to api/<package>.api.d.ts, so that a change of it is a diff to review:
// the declarations of exported names and of all they mention, without comments and private members.
// With --check it writes nothing, and fails if a report is out of date. Needs `tsc -b` beforehand.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { reachable } from "./api/reachable.mjs";

const args = process.argv.slice(2);
const root = args.find((arg) => !arg.startsWith("--")) ?? fileURLToPath(new URL("..", import.meta.url));
const checking = args.includes("--check");

const packages = readdirSync(join(root, "packages")).flatMap((folder) => {
  const manifest = join(root, "packages", folder, "package.json");
  return existsSync(manifest) ? [{ folder, manifest: JSON.parse(readFileSync(manifest, "utf8")) }] : [];
});
const published = packages.filter(({ manifest }) => manifest.private !== true);
if (published.length === 0) throw new Error("not one published package was found");

for (const { folder, manifest } of published) {
  const path = `api/${folder}.api.d.ts`;
  const report = reportOf(join(root, "packages", folder), manifest);
  const old = existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "";
  if (report === old) continue;
  if (checking) {
    console.error(`${path} is out of date: run npm run api, and review the change`);
    process.exitCode = 1;
  } else {
    mkdirSync(join(root, "api"), { recursive: true });
    writeFileSync(join(root, path), report);
    console.log(`wrote ${path}`);
  }
}

function reportOf(folder, manifest) {
  const entries = Object.values(manifest.exports).flatMap(({ types }) =>
    types ? [posix.normalize(types)] : [],
  );
  const files = reachable(entries, (path) => readFileSync(join(folder, path), "utf8"));
  const sections = files.map(([path, statements]) => [`// ${path.replace("dist/", "")}`, ...statements]);
  const title = `// What users of ${manifest.name} see. Written by npm run api.`;
  return `${[[title], ...sections].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
