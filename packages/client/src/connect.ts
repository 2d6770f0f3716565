import { backoffMs } from "./backoff.ts";
import { type Client, ClientCore } from "./client.ts";
import { askForClaims, ClusterSource } from "./cluster/source.ts";
import { mergeViews } from "./cluster/topology.ts";
import { Turn } from "./connection/turn.ts";
import { Events } from "./events/client-events.ts";
import { Fleet } from "./fleet/fleet.ts";
import { kindOf } from "./fleet/kind.ts";
import type { Found, Source } from "./fleet/source.ts";
import { candidates } from "./link/candidates.ts";
import { firstAnswer, isRefusal } from "./link/first-answer.ts";
import { type ClientOptions, resolveSettings, type Settings } from "./options.ts";
import { pause } from "./pause.ts";
import { askRole, dismiss } from "./replication/ask.ts";
import { UNKNOWN_ROLE } from "./replication/role.ts";
import { SentinelSource } from "./sentinel/source.ts";
import { StandaloneSource } from "./standalone/source.ts";

/**
 * Connects to a server, to a primary and its replicas, or to a whole cluster, through any of their addresses or their
 * Sentinels', and returns a client once it is ready for commands.
 *
 * `urls`: one URL or several that lead to the same thing (`redis rediss valkey valkeys unix`, or to Sentinels
 * `redis+sentinel` and so on). A host name with several addresses is tried at all of them; a server that does not answer
 * yet is tried again. A replica leads to its primary, if that can be reached.
 * @throws {UsageError} for a URL or option that can't be.
 * @throws {ConnectionError} `ERR_CONNECT_REFUSED` at once when a server refuses (wrong password), and
 *   `ERR_CONNECT_SENTINEL` when Sentinels don't know the name; otherwise, after `connectTimeoutMs`, the last obstacle.
 * @throws `options.signal.reason` when aborted.
 */
export async function connect(
  urls: string | readonly string[],
  options: ClientOptions = {},
): Promise<Client> {
  const { fleet, settings, turn, events } = await openFleet(urls, options);
  return new ClientCore(fleet, settings, turn, events) as Client;
}

/** What a client stands on. */
export interface OpenFleet {
  readonly fleet: Fleet;
  readonly settings: Settings;
  readonly turn: Turn;
  readonly events: Events;
}

/** Connects as {@link connect}, for whoever sends calls by itself. */
export async function openFleet(
  urls: string | readonly string[],
  options: ClientOptions,
  turnGiven?: Turn,
): Promise<OpenFleet> {
  const settings = resolveSettings(urls, options);
  const turn = turnGiven ?? new Turn(settings.runtime);
  const events = new Events();
  const signal = options.signal ?? new AbortController().signal;
  const { source, found } = await firstContact(settings, turn, signal);
  const fleet = new Fleet(source, settings, turn, events);
  fleet.start(found);
  return { fleet, settings, turn, events };
}

interface Contact {
  readonly source: Source;
  readonly found: Found;
}

/** Tries the seeds, again and again, until one leads somewhere. */
async function firstContact(settings: Settings, turn: Turn, signal: AbortSignal): Promise<Contact> {
  const { runtime } = settings;
  const deadline = runtime.now() + settings.connectTimeoutMs;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await (settings.mode === "sentinel"
        ? SentinelSource.begin(settings, turn, signal)
        : contact(settings, turn, signal));
    } catch (error) {
      signal.throwIfAborted();
      const waitMs = backoffMs(attempt, settings.maxBackoffMs, runtime);
      if (isRefusal(error) || runtime.now() + waitMs >= deadline) throw error;
      await pause(waitMs, runtime, signal);
    }
  }
}

/** Asks whoever answers first what it is. */
async function contact(settings: Settings, turn: Turn, signal: AbortSignal): Promise<Contact> {
  const askForView = askForClaims(settings);
  const resolved = await candidates(settings.seeds, settings.runtime);
  const answer = await firstAnswer(resolved, settings, turn, signal, async (established, address) => {
    const kind = await kindOf(established, settings);
    if (kind === "sentinel") return { kind };
    if (kind === "cluster") return { kind, view: await askForView(established, address) };
    const role = await askRole(established.connection, settings.runtime).catch(() => UNKNOWN_ROLE);
    return { kind, role };
  });
  const { value, ...over } = answer;
  switch (value.kind) {
    case "cluster":
      return {
        source: new ClusterSource(settings, turn),
        found: { topology: mergeViews([value.view]), over },
      };
    case "standalone":
      return StandaloneSource.begin(over, value.role, resolved, settings, turn, signal);
    case "sentinel": {
      dismiss(over);
      const { credentials, tls } = settings;
      const sentinel = { name: undefined, credentials, tls };
      return SentinelSource.begin({ ...settings, sentinel }, turn, signal);
    }
  }
}
