import { setTimeout as sleep } from "node:timers/promises";
import { branch } from "../../random.ts";
import { Home } from "../home.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Register } from "../model/register.ts";
import { Session } from "../session.ts";
import { bytesOf } from "../wire/payload.ts";
import type { Measure, ProxyFault, ProxyField } from "./proxy-fault.ts";

const READERS = 5;
const REPLIES = 40;
const REPLY_BYTES = 1024 * 1024;
const ASLEEP_MS = 3_000;
/** Who reads slowly has later requests wait for it. */
const TOO_LATE = /^(CLUSTERDOWN proxy: no way to|ERR proxy: no reply from) \S+ in time(, outcome unknown)?$/;
/** For each reader the proxy's own limit; and as much again for what it has not given back to the system. */
const MOST_MIB = 2 * READERS * 64;

export const slowReaders: ProxyFault = {
  name: "slow-readers",
  about: `${READERS} sessions that ask for ${REPLIES} MiB each, and read nothing for ${ASLEEP_MS / 1_000} s`,
  isHarmless: true,
  async inject(field) {
    const proxy = field.proxy();
    const before = await proxy.memory();
    const readers = Array.from({ length: READERS }, (_, n) => reader(field, n));
    await Promise.all(readers.map(ask));
    await sleep(ASLEEP_MS);
    const asleep = await proxy.memory();
    for (const { line } of readers) line.resume();
    // Each reply comes all the same, whole and in its turn.
    await Promise.all(readers.map(({ line }) => line.until(0)));
    for (const { line } of readers) line.drop(false);
    const grown: Measure = {
      text: "memory of the proxy for slow readers",
      measured: Math.max(0, asleep.nowMib - before.nowMib),
      limit: MOST_MIB,
      unit: "MiB",
    };
    return [grown];
  },
};

function judge(register: Register, outcome: Outcome): string | undefined {
  return outcome.kind === "reply" && outcome.frame.type === "-" ? undefined : register.read(outcome);
}

function reader({ crowd, places, random }: ProxyField, number: number): Session {
  const name = `${crowd.name}slow${number}`;
  const place = places[number % places.length]!;
  return new Session(name, crowd.world, branch(random), [new Home(name, place)]);
}

async function ask(session: Session): Promise<void> {
  await session.connect();
  const register = session.homes[0]!.large.entry;
  const value = register.next(REPLY_BYTES);
  session.command(["SET", register.key, bytesOf(value)], (outcome) => register.set(value, outcome));
  await session.line.until(0);
  session.line.pause();
  for (let n = 0; n < REPLIES; n++) {
    session.command(register.reading, (outcome) => judge(register, outcome), { provoked: TOO_LATE });
  }
  session.line.flush();
}
