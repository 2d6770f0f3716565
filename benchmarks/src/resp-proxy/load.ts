// The process of a load that redis-benchmark can't make: does one, reports once, and ends.
import { describe } from "../phase.ts";
import type { Pace, Trial } from "../suite.ts";
import { bigValues } from "./loads/big-values.ts";
import { idle } from "./loads/idle.ts";
import { paced } from "./loads/paced.ts";
import { transactions } from "./loads/transactions.ts";
import type { Target } from "./target.ts";

const LOADS = { "value-16k": bigValues, transactions, "idle-5000": idle, "get-paced": paced };

export type LoadName = "value-16k" | "transactions" | "idle-5000" | "get-paced";

/** What the process is told, as JSON, in its first argument. */
export interface Job {
  readonly load: LoadName;
  readonly target: Target;
  readonly pace: Pace;
}

process.on("disconnect", () => process.exit());
process.send!(await perform(JSON.parse(process.argv[2]!) as Job), () => process.exit());

async function perform({ load, target, pace }: Job): Promise<Trial> {
  try {
    return { figures: await LOADS[load](target, pace) };
  } catch (error) {
    return { error: describe(error) };
  }
}
