import { until } from "fairlead-harness";
import { FrameClient, SILENT } from "./frame-client.ts";
import { comparable } from "./likeness.ts";
import type { Script, Step } from "./script.ts";

/** How a script is sent: in RESP 2 or 3, each line when the one before is replied to, or all that a client may at once. */
export interface Manner {
  readonly protocol: 2 | 3;
  readonly pipelined: boolean;
}

export const MANNERS: readonly Manner[] = [2, 3].flatMap((protocol) =>
  [false, true].map((pipelined) => ({ protocol: protocol as 2 | 3, pipelined })),
);

/** Enough for a second kind of server. */
export const FEWER_MANNERS: readonly Manner[] = MANNERS.filter(
  ({ protocol, pipelined }) => (protocol === 3) === pipelined,
);

/** What came back for one line of a script, or for the end of a client. */
export interface Answer {
  readonly step: Step | undefined;
  readonly text: string;
}

/** Where a script runs. */
export interface Target {
  readonly port: number;
  /** How many clients are blocked at the servers. */
  blocked(): Promise<number>;
}

/** Runs a script. After it each client is asked once more: that shows whether it has got as many replies as it should. */
export async function run(script: Script, target: Target, manner: Manner): Promise<Answer[]> {
  const clients = new Map<string, FrameClient>();
  const answers: Answer[] = [];
  try {
    for (const name of new Set(script.steps.map(({ client }) => client))) {
      clients.set(name, await connect(target.port, manner.protocol));
    }
    for (const steps of burstsOf(script.steps, manner.pipelined)) {
      const [{ blocked, client: name }] = steps;
      if (blocked > 0) await waitForBlocked(target, blocked);
      const client = clients.get(name)!;
      client.send(Buffer.concat(steps.map(({ bytes }) => bytes)));
      for (const step of steps) {
        const text = await answerTo(step, client);
        answers.push({ step, text });
        if (text.endsWith(SILENT)) return answers;
      }
    }
    for (const client of clients.values()) {
      answers.push({ step: undefined, text: String(await client.ask("PING", "end")) });
    }
    return answers;
  } finally {
    for (const client of clients.values()) client.close();
  }
}

async function connect(port: number, protocol: 2 | 3): Promise<FrameClient> {
  const client = await FrameClient.connect(port);
  if (protocol === 3) await client.ask("HELLO", "3");
  return client;
}

/** Lines that are sent at once: all of one client, up to another's, or up to what it has to wait for. */
function burstsOf(steps: readonly Step[], pipelined: boolean): [Step, ...Step[]][] {
  const bursts: [Step, ...Step[]][] = [];
  for (const step of steps) {
    const last = bursts.at(-1);
    const waits = last?.at(-1)?.bytes.length === 0 || step.blocked > 0;
    if (pipelined && last?.[0].client === step.client && !waits) last.push(step);
    else bursts.push([step]);
  }
  return bursts;
}

async function waitForBlocked(target: Target, count: number): Promise<void> {
  await until(async () => (await target.blocked()) === count, {
    what: `${count} blocked clients`,
    intervalMs: 1,
  });
}

async function answerTo({ replies, likeness }: Step, client: FrameClient): Promise<string> {
  const frames: Buffer[] = [];
  while (frames.length < replies) frames.push(await client.reply());
  return comparable(frames, likeness);
}
