import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { installFor } from "./install.ts";

/** A client library of another language, by the name of its package in Debian, or as that would be. */
export type ForeignClient = "python3-redis" | "python3-nntplib" | "php-redis";

interface Recipe {
  /** Debian's own: no other interpreter sees its packages. */
  readonly interpreter: string;
  /** Arguments with which the interpreter succeeds if the library is there. */
  readonly probe: readonly string[];
  readonly packages: readonly string[];
}

const RECIPES: Readonly<Record<ForeignClient, Recipe>> = {
  "python3-redis": {
    interpreter: "/usr/bin/python3",
    probe: ["-c", "import redis"],
    packages: ["python3-redis"],
  },
  // Of the standard library, up to Python 3.12.
  "python3-nntplib": {
    interpreter: "/usr/bin/python3",
    probe: ["-W", "ignore", "-c", "import nntplib"],
    packages: ["python3"],
  },
  "php-redis": {
    interpreter: "/usr/bin/php",
    probe: ["-r", "exit(extension_loaded('redis') ? 0 : 1);"],
    packages: ["php-cli", "php-redis"],
  },
};

/**
 * The interpreter for scripts that use a client, which is installed from the system's packages if need be where this is
 * Debian and we are root; or why there is none.
 */
export async function tryForeignClient(
  client: ForeignClient,
): Promise<{ readonly interpreter: string } | { readonly interpreter: undefined; readonly reason: string }> {
  const { interpreter, probe, packages } = RECIPES[client];
  try {
    if (!(await succeeds(interpreter, probe))) await installFor(client, packages);
    await promisify(execFile)(interpreter, probe);
    return { interpreter };
  } catch (error) {
    return { interpreter: undefined, reason: (error as Error).message };
  }
}

function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return promisify(execFile)(program, args).then(
    () => true,
    () => false,
  );
}
