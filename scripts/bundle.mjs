// Makes one file of each entry point of the published packages, beside what the compiler made: loading dozens of small
// modules takes four times as long, which short-lived processes feel. What entry points of a package share goes into a
// file of its own, and other packages stay imports: so there is one copy of each class.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { build } from "esbuild";

const root = new URL("..", import.meta.url).pathname;
const BUNDLE = /^\.\/dist\/(.*bundle)\.js$/;

for (const name of readdirSync(`${root}packages`)) {
  const folder = `${root}packages/${name}`;
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const entries = Object.values(manifest.exports).filter((entry) => BUNDLE.test(entry.default));
  if (entries.length === 0) continue;
  rmSync(`${folder}/dist/chunks`, { recursive: true, force: true });
  await build({
    entryPoints: entries.map((entry) => ({
      in: `${folder}/${entry["@fairlead/source"]}`,
      out: BUNDLE.exec(entry.default)[1],
    })),
    outdir: `${folder}/dist`,
    splitting: true,
    chunkNames: "chunks/[hash]",
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20.19",
    sourcemap: true,
    logLevel: "warning",
  });
}
