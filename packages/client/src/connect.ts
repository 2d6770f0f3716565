import { DecodeMode } from "fairlead-resp";
import { type Client, ClientCore } from "./client.ts";
import { askForClaims, ClusterSource } from "./cluster/source.ts";
import { mergeViews, type View } from "./cluster/topology.ts";
import { plainSpec } from "./commands/plain-spec.ts";
import { Call } from "./connection/call.ts";
import type { Established } from "./connection/establish.ts";
import { Turn } from "./connection/turn.ts";
import { ConnectionError } from "./errors.ts";
import { Events } from "./events/client-events.ts";
import { Fleet } from "./fleet/fleet.ts";
import { backoffMs } from "./link/backoff.ts";
import { candidates } from "./link/candidates.ts";
import { type Answer, firstAnswer } from "./link/first-answer.ts";
import { type ClientOptions, resolveSettings, type Settings } from "./options.ts";
import { SLOT_COUNT } from "./route.ts";
import { Single } from "./standalone/single.ts";

/**
 * Connects to a server, or to a whole cluster through any one of its addresses, and returns a client once it is
 * ready for commands.
 *
 * `urls`: one URL or several that lead to the same thing (`redis rediss valkey valkeys unix`). A host name with
 * several addresses is tried at all of them; a server that does not answer yet is tried again.
 * @throws {UsageError} for a URL or option that can't be.
 * @throws {ConnectionError} `ERR_CONNECT_REFUSED` at once when a server refuses (wrong password); otherwise, after
 *   `connectTimeoutMs`, the last obstacle.
 * @throws `options.signal.reason` when aborted.
 */
export async function connect(
  urls: string | readonly string[],
  options: ClientOptions = {},
): Promise<Client> {
  const settings = resolveSettings(urls, options);
  const turn = new Turn(settings.runtime);
  const events = new Events();
  const answer = await firstContact(settings, turn, options.signal ?? new AbortController().signal);
  const { value: view, ...over } = answer;
  const fleet = new Fleet(
    view === undefined ? new Single() : new ClusterSource(settings, turn),
    settings,
    turn,
    events,
  );
  if (view === undefined) {
    const address = seedOf(answer, settings);
    const shard = { primary: { id: "", address }, replicas: [], slots: [[0, SLOT_COUNT - 1] as const] };
    fleet.start({ topology: { shards: [shard] }, over: { ...over, address } });
  } else {
    fleet.start({ topology: mergeViews([view]), over });
  }
  return new ClientCore(fleet, settings, turn, events) as Client;
}

/** Tries the seeds, again and again, until one answers: with a view if it belongs to a cluster. */
async function firstContact(
  settings: Settings,
  turn: Turn,
  signal: AbortSignal,
): Promise<Answer<View | undefined>> {
  const { runtime } = settings;
  const deadline = runtime.now() + settings.connectTimeoutMs;
  const ask = askForClaims(settings);
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      const addresses = await candidates(settings.seeds, runtime);
      return await firstAnswer(addresses, settings, turn, signal, async (established, address) =>
        (await isCluster(settings, established)) ? await ask(established, address) : undefined,
      );
    } catch (error) {
      signal.throwIfAborted();
      const pause = backoffMs(attempt, settings.maxBackoffMs, runtime);
      const refused = error instanceof ConnectionError && error.code === "ERR_CONNECT_REFUSED";
      if (refused || runtime.now() + pause >= deadline) throw error;
      await new Promise<void>((resolve) => void runtime.after(pause, resolve));
    }
  }
}

async function isCluster(settings: Settings, { connection, greeting }: Established): Promise<boolean> {
  if (settings.mode !== "auto") return settings.mode === "cluster";
  if (greeting.mode === "sentinel") {
    const message = `${connection.address} is a Sentinel, not a server that holds data`;
    throw new ConnectionError("ERR_CONNECT_REFUSED", message, connection.address);
  }
  if (greeting.mode !== undefined) return greeting.mode === "cluster";
  // A server without HELLO tells it in INFO. Who may not ask is given what works without: a single server.
  const info = new Call(
    INFO,
    ["cluster"],
    DecodeMode.PLAIN,
    settings.runtime.now() + settings.connectTimeoutMs,
    true,
  );
  const answer = info.promise();
  connection.send(info);
  return /^cluster_enabled:1/m.test(String(await answer.catch(() => "")));
}

const INFO = plainSpec("INFO");

/** The seed as it was given, its name unresolved, so that each new connection asks the name anew. */
function seedOf(answer: Answer<unknown>, settings: Settings): Settings["seeds"][number] {
  const { servername, port } = answer.address;
  return settings.seeds.find((seed) => seed.host === servername && seed.port === port) ?? answer.address;
}
