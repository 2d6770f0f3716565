import { serverCode } from "./failure.ts";
import { asError } from "./within.ts";

/** Whether the servers know `SPUBLISH`, by their reply to `COMMAND INFO SPUBLISH`. */
export async function knowsSpublish(reply: Promise<unknown>): Promise<boolean> {
  try {
    const [known] = (await reply) as readonly unknown[];
    return known != null;
  } catch (error) {
    // Who may not ask takes it that they do: all clusters have since Redis 7, and a wrong guess is refused in words.
    if (serverCode(asError(error)) === "NOPERM") return true;
    throw error;
  }
}
