const PATIENCE_MS = 5_000;

/**
 * Lets the process end with `code` by itself. If something keeps it alive (a socket or timer that was left behind),
 * says so and ends it with 1.
 */
export function exitWith(code: number): void {
  process.exitCode = code;
  setTimeout(() => {
    console.error("something was left behind that keeps the process alive");
    process.exit(1);
  }, PATIENCE_MS).unref();
}
