import { type ServerReply, Simple } from "fairlead-resp";
import type { SlowEntry, SlowLog } from "../observe/slow-log.ts";
import type { AllWorkers } from "../workers/all-workers.ts";
import { Refusal } from "./error-text.ts";
import type { Host } from "./host.ts";
import { shownArguments } from "./slow-request.ts";

/** Kinds of questions that {@link answerForSlowLog} answers. */
const Kind = { GET: "slowlog get", LEN: "slowlog len", RESET: "slowlog reset" } as const;
/** As the servers give them if nobody says how many. */
const PRESET_COUNT = 10;
const LARGEST_COUNT = 2 ** 31;
const WRONG_NUMBER = "ERR unknown subcommand or wrong number of arguments for 'GET'. Try SLOWLOG HELP.";

/** Has a process answer for its own slow requests when another asks about all of them. */
export function answerForSlowLog(workers: AllWorkers, slowLog: SlowLog): void {
  workers.answer(Kind.GET, (count) => slowLog.latest(count as number));
  workers.answer(Kind.LEN, () => slowLog.length);
  workers.answer(Kind.RESET, () => slowLog.clear());
}

/** The latest slow requests of all processes, the last one first. */
export async function slowEntries(workers: AllWorkers, count: number): Promise<readonly SlowEntry[]> {
  const entries = ((await workers.collect(Kind.GET, count)) as SlowEntry[][]).flat();
  return entries.sort((a, b) => b.at - a.at || b.id - a.id).slice(0, count);
}

/** `SLOWLOG GET`, `LEN` and `RESET`, for the requests of the proxy's sessions. @throws {Refusal} */
export async function slowLogCommand(
  name: string,
  args: readonly Buffer[],
  { shared: { workers } }: Host,
): Promise<ServerReply> {
  switch (name) {
    case "GET":
      return (await slowEntries(workers, countIn(args))).map(shown);
    case "LEN":
      return ((await workers.collect(Kind.LEN)) as number[]).reduce((sum, length) => sum + length, 0);
    default:
      await workers.collect(Kind.RESET);
      return new Simple("OK");
  }
}

function shown(entry: SlowEntry): ServerReply {
  const { id, at, micros, address, name } = entry;
  return [id, Math.floor(at / 1000), micros, [...shownArguments(entry)], address, name];
}

function countIn(args: readonly Buffer[]): number {
  if (args.length > 1) throw new Refusal(WRONG_NUMBER);
  const text = args[0]?.toString("latin1") ?? String(PRESET_COUNT);
  const count = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(count >= -1)) throw new Refusal("ERR count should be greater than or equal to -1");
  return count === -1 ? LARGEST_COUNT : Math.min(count, LARGEST_COUNT);
}
