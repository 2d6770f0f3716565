// Checks that imports point downwards, and that files stay short. layers.json says what "down" is:
//   order        rows of units, top to bottom. A unit is a package's root (`client`) or a folder of it (`client/cluster`).
//                A unit may import its own files and units in rows below, nothing else.
//   composition  root files, like every index.ts, that put the folders of their package together. Nothing imports those.
//   deny         unit or package -> units and packages that it may not import although they are below.
//   maxLines     the most lines a file may have, unless `.generated.` is in its name.
import { fileURLToPath } from "node:url";
import { check } from "./layers/check.mjs";

const root = process.argv[2] ?? fileURLToPath(new URL("..", import.meta.url));
const { files, problems } = check(root);
for (const problem of problems) console.error(problem);
console.log(`layers: ${files} modules, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
