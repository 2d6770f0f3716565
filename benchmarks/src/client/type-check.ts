import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Pace, Trial } from "../suite.ts";

const FLAGS =
  "--noEmit --extendedDiagnostics --strict --skipLibCheck --target es2023 --module nodenext --types node";

/** Type-checks a program that names the client's type and uses ten commands. Time and memory are the compiler's own word. */
export async function typeCheck(peer: string, { patienceMs }: Pace): Promise<Trial> {
  const program = fileURLToPath(new URL(`../../fixtures/types/${peer}.ts`, import.meta.url));
  try {
    const args = [compiler(), ...FLAGS.split(" "), "--ignoreConfig", program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: patienceMs });
    return {
      figures: {
        p50Ms: figure(stdout, "Total time") * 1_000,
        peakRssMiB: figure(stdout, "Memory used") / 1024,
      },
    };
  } catch (error) {
    const { stdout, message } = error as Error & { stdout?: string };
    return { error: stdout?.split("\n", 1)[0] || message };
  }
}

function compiler(): string {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  return join(dirname(manifest), "bin", "tsc");
}

function figure(diagnostics: string, name: string): number {
  const found = new RegExp(`^${name}:\\s+([\\d.]+)`, "m").exec(diagnostics);
  if (found === null) throw new Error(`the compiler doesn't tell "${name}"`);
  return Number(found[1]);
}
