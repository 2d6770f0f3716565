import type { CallOptions } from "../call-options.ts";
import type { Arg, Command } from "../commands/command.ts";
import { specNamed } from "../commands/lookup.ts";
import { UsageError } from "../errors.ts";
import { routes } from "../route.ts";

/** Options of a scan of one key's members. */
export interface MemberScanOptions extends Pick<CallOptions, "signal" | "reply" | "timeoutMs"> {
  /** Only members that match this pattern. https://valkey.io/commands/keys/ */
  readonly match?: string;
  /** How much the server looks at for one page. Default 1000. */
  readonly count?: number;
  /**
   * Where pages come from. Default the key's primary, whatever `readFrom` says: a cursor is worth nothing on another
   * node, so a route that may lead to several, such as `routes.replica`, misses members.
   */
  readonly route?: CallOptions["route"];
}

type Send = (command: Command, options: CallOptions) => Promise<unknown>;

/**
 * The members of one hash, set or sorted set, page by page as they are read, one page ahead at most. Each member that is
 * there all the time comes at least once, as long as the same node serves the key; one may come twice while the server
 * resizes its table.
 * https://valkey.io/commands/scan/
 */
export function scanMembers<T>(
  name: "HSCAN" | "SSCAN" | "ZSCAN",
  key: Arg,
  options: MemberScanOptions,
  send: Send,
): AsyncIterable<T> {
  const { match, count = 1_000, route = routes.primary, ...call } = options;
  if (!(Number.isSafeInteger(count) && count > 0)) {
    throw new UsageError("ERR_USAGE_OPTION", `count must be a whole number above 0, not ${count}`);
  }
  const spec = specNamed(name);
  const rest: Arg[] = match === undefined ? ["COUNT", count] : ["MATCH", match, "COUNT", count];
  const page = (cursor: Arg): Promise<[cursor: Arg, members: T[]]> =>
    send({ spec, args: [key, cursor, ...rest] }, { ...call, route }) as Promise<[Arg, T[]]>;
  return pages(page);
}

async function* pages<T>(
  page: (cursor: Arg) => Promise<[cursor: Arg, members: T[]]>,
): AsyncGenerator<T, void> {
  let next: Promise<[Arg, T[]]> | undefined = page("0");
  while (next !== undefined) {
    const [cursor, members]: [Arg, T[]] = await next;
    next = String(cursor) === "0" ? undefined : page(cursor);
    // What the next page throws is thrown when its turn comes.
    next?.catch(() => undefined);
    yield* members;
  }
}
