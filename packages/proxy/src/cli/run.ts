import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Command, CommanderError } from "commander";
import type { Config } from "../config/config.ts";
import { type ConfigFlags, configFromFlags } from "../config/flags.ts";
import { jsonSchema } from "../config/json-schema.ts";
import { type ConfigResult, parseConfig } from "../config/parse.ts";
import { hashPassword } from "../config/password.ts";
import { addInspection } from "./inspect.ts";
import { Mistake } from "./mistake.ts";
import { pipedPassword, typedPassword } from "./password.ts";
import { serve } from "./serve.ts";

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
    .description("One ordinary address in front of a Redis or Valkey cluster, or of several news providers.")
    .version(version(), "-V, --version", "print the version")
    .showHelpAfterError("(fairlead --help says more)")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  addProxy(program);
  addInspection(program);
  program
    .command("check")
    .argument("<file>", "configuration file (YAML)")
    .description("check a configuration file; nothing is connected to")
    .action(check);
  program
    .command("schema")
    .description("print the JSON Schema of the configuration file")
    .action(() => {
      process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
    });
  program
    .command("hash-password")
    .description("read a password from the standard input, and print its hash for the configuration")
    .action(printHash);
  return program;
}

function addProxy(program: Command): void {
  const proxy = program
    .command("proxy")
    .description("run the proxy; SIGHUP reads the file again, SIGTERM drains and ends")
    .argument("[file]", "configuration file (YAML)")
    .option("--check", "only check the file, or the arguments")
    .action(async (file: string | undefined, options: { readonly check?: true }) => {
      if (file === undefined)
        throw new Mistake("give a configuration file, or see fairlead proxy resp --help, or nntp --help");
      if (options.check) await check(file);
      else await serve(await readConfig(file), () => readConfig(file));
    });
  addFlags(proxy, "resp", "clients of Redis and Valkey", {
    to: "where to begin to look for the servers: redis://host:port",
    listen: "127.0.0.1:7379",
  });
  addFlags(proxy, "nntp", "news readers", {
    to: "a provider: nntps://user:password@host:563?tier=1&connections=20&name=main; nntp: is without TLS",
    listen: "127.0.0.1:1119",
  });
}

function addFlags(
  proxy: Command,
  protocol: "resp" | "nntp",
  clients: string,
  { to, listen }: { readonly to: string; readonly listen: string },
): void {
  proxy
    .command(protocol)
    .description(`run the proxy without a configuration file, for ${clients}`)
    .requiredOption("--to <url...>", to)
    .option("--listen <address>", "where to listen", listen)
    .option("--mode <mode>", "hybrid, per-command or stateful", "hybrid")
    .option("--admin <address>", "where metrics, health and state can be asked for")
    .action(async (options: ConfigFlags & { readonly to: string[] }, command: Command) => {
      // A provider's password may have a comma in it.
      const urls = protocol === "resp" ? options.to.flatMap((each) => each.split(",")) : options.to;
      const config = good(configFromFlags({ ...options, protocol, to: urls }), "");
      if (command.optsWithGlobals<{ readonly check?: true }>().check)
        process.stdout.write("arguments: good\n");
      else await serve(config, undefined);
    });
}

async function check(file: string): Promise<void> {
  await readConfig(file);
  process.stdout.write(`${file}: good\n`);
}

async function printHash(): Promise<void> {
  const password = process.stdin.isTTY ? await typedPassword() : await pipedPassword();
  if (password === "") throw new Mistake("there is no password on the standard input");
  process.stdout.write(`${hashPassword(password)}\n`);
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
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
  const lines = result.problems.map(({ path, line, column, message }) => {
    const problem = path === "" ? message : `${path} ${message}`;
    return file === "" ? problem : `${file}:${line}:${column}: ${problem}`;
  });
  throw new Mistake(lines.join("\n"));
}
