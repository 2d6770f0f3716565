import { type ServerReply, Simple } from "fairlead-resp";
import { Refusal } from "./error-text.ts";
import { arity, type Host } from "./host.ts";
import { shownArguments } from "./slow-request.ts";

/** As the servers give them if nobody says how many. */
const PRESET_COUNT = 10;
const LARGEST_COUNT = 2 ** 31;

/** `SLOWLOG name args`, for the requests of the proxy's sessions. @throws {Refusal} */
export function slowLogCommand(name: string, args: readonly Buffer[], { shared }: Host): ServerReply {
  const { slowLog } = shared.observer;
  switch (name) {
    case "GET":
      arity("SLOWLOG GET", args, 0, 1);
      return slowLog
        .latest(countIn(args[0]))
        .map((entry) => [
          entry.id,
          Math.floor(entry.at / 1000),
          entry.micros,
          [...shownArguments(entry)],
          entry.address,
          entry.name,
        ]);
    case "LEN":
      arity("SLOWLOG LEN", args, 0, 0);
      return slowLog.length;
    case "RESET":
      arity("SLOWLOG RESET", args, 0, 0);
      slowLog.clear();
      return new Simple("OK");
    default:
      return ["SLOWLOG GET [count] | LEN | RESET: of the requests that took the proxy's sessions long"].map(
        (line) => new Simple(line),
      );
  }
}

function countIn(arg: Buffer | undefined): number {
  const text = arg?.toString("latin1") ?? String(PRESET_COUNT);
  if (!/^-?\d+$/.test(text)) throw new Refusal("ERR value is not an integer or out of range");
  const count = Number(text);
  if (count < -1) throw new Refusal("ERR count should be greater than or equal to -1");
  return count === -1 ? LARGEST_COUNT : Math.min(count, LARGEST_COUNT);
}
