/** An option that does not exist, or can't have that value. The message is for people. */
export class OptionError extends Error {
  override readonly name = "OptionError";
}

/** A program of the command line. */
export interface Program<O extends { readonly help: boolean }> {
  /** @throws {OptionError} */
  readonly parse: (args: readonly string[]) => O;
  readonly help: string;
  /** Resolves with the exit code. */
  readonly run: (options: O) => Promise<number>;
}

const PATIENCE_MS = 5_000;

/**
 * Runs a program with this process's arguments, then lets the process end by itself: with 2 for wrong options, else
 * with the program's code. If something that was left behind keeps it alive, says so and ends it with 1.
 */
export async function execute<O extends { readonly help: boolean }>(program: Program<O>): Promise<void> {
  process.exitCode = await exitCode(program);
  setTimeout(() => {
    const what = process.getActiveResourcesInfo().join(", ");
    console.error(`something was left behind that keeps the process alive: ${what}`);
    process.exit(1);
  }, PATIENCE_MS).unref();
}

async function exitCode<O extends { readonly help: boolean }>({
  parse,
  help,
  run,
}: Program<O>): Promise<number> {
  try {
    const options = parse(process.argv.slice(2));
    if (!options.help) return await run(options);
    console.log(help);
    return 0;
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    console.error(`${error.message}\n\n${help}`);
    return 2;
  }
}
