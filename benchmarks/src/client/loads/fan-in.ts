import { fork } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Drive } from "../../phase.ts";
import type { Peer } from "../peer.ts";
import type { Target } from "../target.ts";
import { CHANNELS, CREDIT, CREDITS, type PublisherOrder } from "./fan-in-terms.ts";

/**
 * One subscriber of several channels; their publishers are in a process of their own. These stay a fixed number of messages
 * ahead, so no client is drowned and none is idle.
 */
export async function fanIn(peer: Peer, target: Target): Promise<Drive> {
  const publisher = fork(new URL("./fan-in-publisher.js", import.meta.url));
  const order = (message: PublisherOrder) => void publisher.send(message);
  const heard = new Set<string>();
  let counting = false;
  let received = 0;
  await peer.subscribe(CHANNELS, (channel) => {
    if (!counting) heard.add(channel);
    else if (++received % CREDIT === 0) order("credit");
  });
  order({ nodes: target.nodes });
  while (heard.size < CHANNELS.length) {
    order("greet");
    await sleep(20);
  }
  await sleep(100); // for greetings still under way
  counting = true;
  for (let credit = 0; credit < CREDITS; credit++) order("credit");

  return async (phase) => {
    const before = received;
    while (phase.running) await sleep(5);
    phase.operations = received - before;
  };
}
