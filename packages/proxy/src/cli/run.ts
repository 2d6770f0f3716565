import { readFile } from "node:fs/promises";
import { Command, CommanderError } from "commander";
import type { Config } from "../config/config.ts";
import { type ConfigFlags, type ConfigResult, configFromFlags, parseConfig } from "../config/parse.ts";
import { hashPassword } from "../config/password.ts";
import { openLog } from "../observe/log.ts";
import { startProxy } from "../server/proxy.ts";
import { addInspection } from "./inspect.ts";
import { Mistake } from "./mistake.ts";

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Runs the command line, and gives the code to exit with. */
export async function run(args: readonly string[]): Promise<number> {
  const program = build();
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    process.stderr.write(`fairlead: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof Mistake ? EXIT_USAGE : EXIT_FAILED;
  }
}

function build(): Command {
  const program = new Command("fairlead")
    .description("One ordinary address in front of a Redis or Valkey cluster.")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  const proxy = program.command("proxy").description("run the proxy").exitOverride();
  proxy.argument("[file]", "configuration file (YAML)").action(async (file: string | undefined) => {
    if (file === undefined) throw new Mistake("give a configuration file, or see fairlead proxy resp --help");
    await serve(await readConfig(file));
  });
  proxy
    .command("resp")
    .description("run the proxy without a configuration file, for clients of Redis and Valkey")
    .requiredOption("--to <url...>", "where to begin to look for the servers: redis://host:port")
    .option("--listen <address>", "where to listen", "127.0.0.1:7379")
    .option("--mode <mode>", "hybrid, per-command or stateful", "hybrid")
    .option("--admin <address>", "where metrics, health and state can be asked for")
    .exitOverride()
    .action(async (options: ConfigFlags & { readonly to: string[] }) => {
      const to = options.to.flatMap((each) => each.split(","));
      await serve(good(configFromFlags({ ...options, to }), ""));
    });
  addInspection(program);
  program
    .command("check")
    .argument("<file>", "configuration file (YAML)")
    .description("check a configuration file")
    .exitOverride()
    .action(async (file: string) => {
      await readConfig(file);
      process.stdout.write(`${file}: good\n`);
    });
  program
    .command("hash-password")
    .description("read a password from the standard input, and print its hash for the configuration")
    .exitOverride()
    .action(async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      const password = Buffer.concat(chunks)
        .toString()
        .replace(/\r?\n$/, "");
      if (password === "") throw new Mistake("there is no password on the standard input");
      process.stdout.write(`${hashPassword(password)}\n`);
    });
  return program;
}

async function readConfig(file: string): Promise<Config> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new Mistake(`${file} can't be read: ${(error as Error).message}`);
  }
  return good(parseConfig(text, process.env, file), file);
}

function good(result: ConfigResult, file: string): Config {
  if ("config" in result) return result.config;
  const lines = result.problems.map(({ path, line, column, message }) =>
    file === "" ? `${path} ${message}` : `${file}:${line}:${column}: ${path} ${message}`,
  );
  throw new Mistake(lines.join("\n"));
}

/** Runs until it is told to stop. */
async function serve(config: Config): Promise<void> {
  const log = await openLog(config.log);
  const proxy = await startProxy(config, { log });
  await new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
  await proxy.close();
}
