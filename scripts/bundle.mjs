// Makes one file of each entry point of the published packages, beside what the compiler made: loading dozens of small
// modules takes four times as long, which short-lived processes feel. Other packages stay imports, so there is one copy
// of each class; entry points of one package must not share any.
import { readdirSync, readFileSync } from "node:fs";
import { build } from "esbuild";

const root = new URL("..", import.meta.url).pathname;

for (const name of readdirSync(`${root}packages`)) {
  const folder = `${root}packages/${name}`;
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  for (const entry of Object.values(manifest.exports)) {
    if (!entry.default?.endsWith("/bundle.js")) continue;
    await build({
      entryPoints: [`${folder}/${entry["@fairlead/source"]}`],
      outfile: `${folder}/${entry.default}`,
      bundle: true,
      packages: "external",
      platform: "node",
      format: "esm",
      target: "node20.19",
      sourcemap: true,
      logLevel: "warning",
    });
  }
}
