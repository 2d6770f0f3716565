import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { pick, type Random, wholeNumber } from "../../random.ts";
import { Rival } from "../rival.ts";
import { textOf } from "../wire/frame.ts";
import type { Endpoint } from "../wire/line.ts";
import type { World } from "../world.ts";
import type { ProxyFault } from "./proxy-fault.ts";

const PER_SECOND = 1_000;
const LASTS_MS = 3_000;
const EVERY_MS = 20;
const MOST_BYTES = 2_000;

export const garbageFlood: ProxyFault = {
  name: "garbage-flood",
  about: `${PER_SECOND} connects per second, half of them with garbage`,
  isHarmless: true,
  async inject({ crowd, random }) {
    const { world } = crowd;
    const visits: Promise<boolean>[] = [];
    const spills: Promise<void>[] = [];
    const startedAtMs = performance.now();
    for (let count = 0; performance.now() - startedAtMs < LASTS_MS; await sleep(EVERY_MS)) {
      for (const due = ((performance.now() - startedAtMs) / 1_000) * PER_SECOND; count < due; count++) {
        if (count % 2 === 0) spills.push(spill(world.endpoint, random));
        else visits.push(visit(world, `${crowd.name}guest${count}`, random));
      }
    }
    await Promise.all(spills);
    const failed = (await Promise.all(visits)).filter((isFine) => !isFine).length;
    return [{ text: `failures of the good half (${visits.length})`, measured: failed, limit: 0, unit: "" }];
  },
};

/** Comes, asks, gets its own answer, and goes. */
async function visit(world: World, name: string, random: Random): Promise<boolean> {
  const guest = new Rival(name, world, random);
  const outcomes = await Promise.all([guest.ask(["SET", name, name]), guest.ask(["GET", name])]);
  guest.close();
  return outcomes.every(({ kind }) => kind === "reply") && textOf(frameOf(outcomes[1])) === name;
}

function frameOf(outcome: Awaited<ReturnType<Rival["ask"]>> | undefined) {
  return outcome?.kind === "reply" ? outcome.frame : undefined;
}

/** Sends what is no request, and waits to be turned out. */
async function spill(endpoint: Endpoint, random: Random): Promise<void> {
  const socket = connect(endpoint);
  socket.on("error", () => undefined);
  socket.on("data", () => undefined);
  const bytes = Buffer.from(
    Array.from({ length: wholeNumber(random, 1, MOST_BYTES) }, () => wholeNumber(random, 0, 255)),
  );
  socket.write(
    Buffer.concat([
      Buffer.from(pick(random, ["*3\r\n$-7\r\n", "*x\r\n", "*1\r\n$3\r\n", "GET / HTTP/1.1\r\n", ""])),
      bytes,
    ]),
  );
  const closed = once(socket, "close");
  const impatient = setTimeout(() => socket.destroy(), wholeNumber(random, 20, 500));
  await closed;
  clearTimeout(impatient);
}
