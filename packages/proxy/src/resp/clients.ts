import type { AllWorkers } from "../workers/all-workers.ts";
import { clientLine } from "./client-line.ts";
import { Refusal } from "./error-text.ts";
import type { Peer } from "./shared.ts";

/** Which sessions are meant: those that meet every option, as `CLIENT KILL` has them. Plain data. */
export type ClientFilter = readonly (readonly [option: string, value: string])[];

/** Kinds of questions that {@link answerForClients} answers. */
const Kind = { LIST: "client list", KILL: "client kill", UNBLOCK: "client unblock" } as const;

interface Unblocking {
  readonly id: number;
  readonly withError: boolean;
}

/** Has a process answer for its own sessions when another asks about all of them. */
export function answerForClients(workers: AllWorkers, peers: ReadonlyMap<number, Peer>): void {
  const matching = (filter: unknown): Peer[] => [...peers.values()].filter(matcherOf(filter as ClientFilter));
  workers.answer(Kind.LIST, (filter) => {
    const now = Date.now();
    return matching(filter).map((peer) => clientLine(peer, now));
  });
  workers.answer(Kind.KILL, (filter) => {
    const victims = matching(filter);
    for (const peer of victims) peer.kill();
    return victims.length;
  });
  workers.answer(Kind.UNBLOCK, (question) => {
    const { id, withError } = question as Unblocking;
    return peers.get(id)?.unblock(withError) === true ? 1 : 0;
  });
}

/** A line for each session of all processes that meets `filter`, in the order of their numbers. */
export async function listClients(workers: AllWorkers, filter: ClientFilter): Promise<readonly string[]> {
  const lines = ((await workers.collect(Kind.LIST, filter)) as string[][]).flat();
  const idOf = (line: string): number => Number.parseInt(line.slice("id=".length), 10);
  return lines.sort((a, b) => idOf(a) - idOf(b));
}

/** Ends the sessions that meet `filter`, and says how many. */
export async function killClients(workers: AllWorkers, filter: ClientFilter): Promise<number> {
  return sum(await workers.collect(Kind.KILL, filter));
}

/** Ends what the session waits for; `0` if it waits for nothing. */
export async function unblockClient(workers: AllWorkers, id: number, withError: boolean): Promise<number> {
  return sum(await workers.collect(Kind.UNBLOCK, { id, withError } satisfies Unblocking));
}

/** @throws {Refusal} for an option that there isn't. */
export function matcherOf(filter: ClientFilter): (peer: Peer) => boolean {
  const tests = filter.map(([option, value]) => testOf(option, value));
  return (peer) => tests.every((test) => test(peer));
}

function testOf(option: string, value: string): (peer: Peer) => boolean {
  switch (option) {
    case "ID":
      return ({ context }) => value.split(" ").includes(String(context.id));
    case "not": // no client can say it
      return ({ context }) => String(context.id) !== value;
    case "ADDR":
      return ({ context }) => context.address === value;
    case "LADDR":
      return ({ context }) => context.localAddress === value;
    case "USER":
      return ({ context }) => context.user === value;
    case "TYPE":
      return (peer) => typeOf(peer) === value.toLowerCase();
    case "MAXAGE":
      return ({ context }) => Date.now() - context.connectedAt >= Number(value) * 1000;
    default:
      throw new Refusal("ERR syntax error");
  }
}

function typeOf({ subscriptions }: Peer): string {
  return subscriptions.any ? "pubsub" : "normal";
}

function sum(numbers: readonly unknown[]): number {
  return (numbers as readonly number[]).reduce((total, each) => total + each, 0);
}
