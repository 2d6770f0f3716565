// Makes one file of each published package, beside what the compiler made: loading dozens of small modules takes four
// times as long, which short-lived processes feel. Other packages stay imports, so there is one copy of each class.
import { readdirSync, readFileSync } from "node:fs";
import { build } from "esbuild";

const root = new URL("..", import.meta.url).pathname;

for (const name of readdirSync(`${root}packages`)) {
  const folder = `${root}packages/${name}`;
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  if (manifest.exports["."].default !== "./dist/bundle.js") continue;
  await build({
    entryPoints: [`${folder}/src/index.ts`],
    outfile: `${folder}/dist/bundle.js`,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20.19",
    sourcemap: true,
    logLevel: "warning",
  });
}
