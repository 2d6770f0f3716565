import { type Address, addressText } from "../address.ts";
import type { Turn } from "../connection/turn.ts";
import type { Settings } from "../options.ts";
import { dismiss, type Visit, visit } from "./ask.ts";
import { electPrimary } from "./elect.ts";

/** Milliseconds to wait for other servers once one has said it is the primary. */
const GRACE_MS = 50;

/**
 * Asks all these servers, and the primaries that replicas among them name, what they are, side by side over new
 * connections. Returns the primary with the connection to it; `undefined` when none is found or `signal` is aborted.
 */
export function findPrimary(
  addresses: readonly Address[],
  settings: Settings,
  turn: Turn,
  signal: AbortSignal,
): Promise<Visit | undefined> {
  const { runtime } = settings;
  const abort = new AbortController();
  const either = AbortSignal.any([signal, abort.signal]);
  const asked = new Set<string>();
  const visits: Visit[] = [];
  return new Promise((resolve) => {
    let running = 0;
    let finished = false;
    let cancel = (): void => undefined;
    const finish = (): void => {
      if (finished) return;
      finished = true;
      cancel();
      abort.abort();
      const found = signal.aborted ? undefined : electPrimary(visits, addresses.map(addressText));
      for (const one of visits) if (one !== found) dismiss(one.over);
      resolve(found);
    };
    const end = (): void => {
      if (--running === 0) finish();
    };
    const arrive = (one: Visit): void => {
      if (finished) {
        dismiss(one.over);
        return;
      }
      const { role } = one;
      if (visits.push(one) && role.kind === "primary") {
        cancel();
        cancel = runtime.after(GRACE_MS, finish);
      }
      if (role.kind === "replica" && role.primary !== undefined) ask(role.primary);
    };
    const ask = (address: Address): void => {
      const name = addressText(address);
      if (asked.has(name)) return;
      asked.add(name);
      running++;
      visit(address, settings, turn, either).then(arrive).then(end, end);
    };
    for (const address of addresses) ask(address);
    if (running === 0) finish();
  });
}
