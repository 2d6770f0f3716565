import { parseArgs } from "node:util";
import { OptionError } from "../program.ts";

/** What `npm run demo` was asked to do. */
export interface DemoOptions {
  readonly help: boolean;
  readonly keep: boolean;
}

/** What `--help` prints. */
export const DEMO_HELP: string = `npm run demo -- [options]

Starts a real cluster of 3 primaries and 3 replicas, finds all of it from one address, uses it, works it hard, kills a
primary on the way, and shows that nothing was lost, wrong or run twice. Meanwhile redis-cli and ioredis, which know nothing of
clusters, work through the proxy. Then a news reader reads on through the proxy while a provider dies. Takes about 25 seconds.

  --keep    leave the cluster and the proxy running afterwards, until Ctrl-C
  --help    this

Ends with 0 only if all went well, with 2 for wrong options.`;

/** Reads the arguments of the command line. @throws {OptionError} */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  try {
    const options = { help: { type: "boolean", short: "h" }, keep: { type: "boolean" } } as const;
    const { help = false, keep = false } = parseArgs({ args: [...args], options }).values;
    return { help, keep };
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  }
}
