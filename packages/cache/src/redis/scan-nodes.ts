import { type OwnLine, ownersIn, ownLineIn } from "./cluster-view.ts";
import { TimedOut } from "./failure.ts";
import type { ForeignClient, NodeAddress, NodeHandle, Words } from "./foreign-client.ts";
import { pause } from "./pause.ts";
import { within } from "./within.ts";

/** How much a server looks at for one page. */
const COUNT = "1000";
/** Between two passes, while slots are on their way. */
const BETWEEN_MS = 50;
const NEVER = new AbortController().signal;

/** Asks one server, within what time is left. */
type Ask = (node: NodeHandle, words: Words) => Promise<unknown>;

/**
 * All keys that match, on one server or on all primaries. In a cluster all are scanned again until nothing has moved
 * meanwhile: a key that changes its node between two of them would be missed. All of it may take `timeoutMs`, each step of it
 * `stepMs`, and so all that comes after everything was scanned once.
 * @throws {TimedOut} and what the client throws.
 */
export async function* scanNodes(
  client: ForeignClient,
  match: string,
  timeoutMs: number,
  stepMs: number = timeoutMs,
): AsyncGenerator<readonly Uint8Array[], void, undefined> {
  let deadline = performance.now() + timeoutMs;
  const inTime = async <T>(work: () => Promise<T>): Promise<T> => {
    const left = Math.min(deadline - performance.now(), stepMs);
    const late = `not all scanned in ${Math.min(timeoutMs, stepMs)} ms`;
    const outcome = left > 0 ? await within(work(), left) : new TimedOut(late);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  const ask: Ask = (node, words) => inTime(() => node.ask(words));
  const nodeAt = async (at?: NodeAddress): Promise<NodeHandle> => {
    let opening: Promise<NodeHandle> | undefined;
    try {
      return await inTime(() => (opening = client.node(at)));
    } catch (error) {
      // One that comes too late is nobody's.
      opening?.then(
        (node) => node.release(),
        () => undefined,
      );
      throw error;
    }
  };
  if (!client.isCluster) {
    yield* scanNode(await nodeAt(), match, ask);
    return;
  }
  let before = await look(nodeAt, ask);
  for (;;) {
    for (const at of before.owners) yield* scanNode(await nodeAt(at), match, ask);
    const after = await look(nodeAt, ask);
    if (before.settled && after.settled && before.text === after.text) return;
    deadline = Math.min(deadline, performance.now() + stepMs);
    await inTime(() => pause(BETWEEN_MS, NEVER));
    before = await look(nodeAt, ask);
  }
}

interface Look extends OwnLine {
  readonly owners: readonly NodeAddress[];
}

/** Who owns the slots, and what each of them says of itself. */
async function look(nodeAt: (at?: NodeAddress) => Promise<NodeHandle>, ask: Ask): Promise<Look> {
  const owners = ownersIn(await nodesOf(await nodeAt(), ask));
  const lines: OwnLine[] = [];
  for (const at of owners) lines.push(ownLineIn(await nodesOf(await nodeAt(at), ask)));
  return {
    owners,
    text: lines.map(({ text }) => text).join("\n"),
    settled: lines.every(({ settled }) => settled),
  };
}

async function nodesOf(node: NodeHandle, ask: Ask): Promise<string> {
  try {
    return String(await ask(node, ["CLUSTER", "NODES"]));
  } finally {
    node.release();
  }
}

async function* scanNode(
  node: NodeHandle,
  match: string,
  ask: Ask,
): AsyncGenerator<readonly Uint8Array[], void, undefined> {
  try {
    let cursor = "0";
    do {
      const page = await ask(node, ["SCAN", cursor, "MATCH", match, "COUNT", COUNT]);
      const [next, keys] = page as readonly [Uint8Array, readonly Uint8Array[]];
      cursor = String(next);
      if (keys.length > 0) yield keys;
    } while (cursor !== "0");
  } finally {
    node.release();
  }
}
