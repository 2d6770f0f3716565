import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

interface RunOptions {
  /** What it reads. Default: nothing. */
  readonly input?: string;
  /** Called with each line it prints; if that resolves with something, it reads that line. */
  readonly onLine?: (line: string) => Promise<string | undefined>;
}

/** Runs a program to its end, and gives what it printed. @throws {Error} with all it said, if it fails. */
export async function run(
  program: string,
  args: readonly string[],
  { input, onLine }: RunOptions = {},
): Promise<string> {
  const child = spawn(program, args, { stdio: "pipe" });
  child.stdin.on("error", () => undefined); // it may end without having read all
  const said: string[] = [];
  const complaints: string[] = [];
  child.stderr.on("data", (chunk) => complaints.push(String(chunk)));
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    said.push(line);
    void onLine?.(line).then((answer) => answer !== undefined && child.stdin.write(`${answer}\n`));
  });
  if (input !== undefined) child.stdin.end(input);
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code === 0) return said.join("\n");
  throw new Error(`${program} ${args.join(" ")}: ${code}\n${said.join("\n")}\n${complaints.join("")}`);
}
