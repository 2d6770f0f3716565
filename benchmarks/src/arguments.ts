import { parseArgs } from "node:util";

/** What the command line asks for. Empty lists ask for everything. */
export interface Arguments {
  readonly help: boolean;
  readonly json: boolean;
  readonly quick: boolean;
  /** `undefined`: as many as the plan thinks right. */
  readonly rounds: number | undefined;
  readonly suites: readonly string[];
  readonly modes: readonly string[];
  readonly workloads: readonly string[];
  readonly peers: readonly string[];
}

/** Names that may be asked for. */
export interface Names {
  readonly suites: readonly string[];
  readonly modes: readonly string[];
  readonly workloads: readonly string[];
  readonly peers: readonly string[];
}

/** The command line is wrong; the message says how. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

/** @throws {ArgumentError} for an option, name or number that can't be. */
export function readArguments(args: readonly string[], names: Names): Arguments {
  const { values } = parse(args);
  return {
    help: values.help,
    json: values.json,
    quick: values.quick,
    rounds: values.rounds === undefined ? undefined : readRounds(values.rounds),
    suites: known("suite", values.suite, names.suites),
    modes: known("mode", values.mode, names.modes),
    workloads: known("workload", values.workload, names.workloads),
    peers: known("peer", values.peer, names.peers),
  };
}

/** The text of `--help`. */
export function usage(names: Names): string {
  return `Usage: npm run bench -- [options]

Runs fairlead and its peers side by side against real servers, and compares what they cost.

  --quick            a choice of workloads and peers, short rounds: under a minute
  --rounds <n>       rounds of each workload (default 3; with --quick 2)
  --json             one JSON object per line instead of tables
  --suite <name>     only this suite: ${list(names.suites)}
  --mode <name>      only this mode: ${list(names.modes)}
  --workload <name>  only this workload: ${list(names.workloads)}
  --peer <name>      only this peer, and ours: ${list(names.peers)}
  --help             this text

--suite, --mode, --workload and --peer may be given several times.
`;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", short: "h", default: false },
        json: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        rounds: { type: "string" },
        suite: { type: "string", multiple: true, default: [] },
        mode: { type: "string", multiple: true, default: [] },
        workload: { type: "string", multiple: true, default: [] },
        peer: { type: "string", multiple: true, default: [] },
      },
    });
  } catch (error) {
    throw new ArgumentError((error as Error).message, { cause: error });
  }
}

function readRounds(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= 1000) return rounds;
  throw new ArgumentError(`--rounds must be a whole number from 1 to 1000, not "${text}"`);
}

function known(option: string, wanted: readonly string[], names: readonly string[]): readonly string[] {
  for (const name of wanted) {
    if (!names.includes(name))
      throw new ArgumentError(`There is no ${option} "${name}"; there is ${list(names)}`);
  }
  return wanted;
}

function list(names: readonly string[]): string {
  return names.join(", ");
}
