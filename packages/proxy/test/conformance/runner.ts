import { comparable } from "./likeness.ts";
import { RawClient, SILENT } from "./raw-client.ts";
import type { Script, Step } from "./script.ts";

/** How a script is sent: in RESP 2 or 3, each line when the one before is replied to, or all that a client may at once. */
export interface Manner {
  readonly protocol: 2 | 3;
  readonly pipelined: boolean;
}

export const MANNERS: readonly Manner[] = [2, 3].flatMap((protocol) =>
  [false, true].map((pipelined) => ({ protocol: protocol as 2 | 3, pipelined })),
);

/** Runs a script at a port: what comes back for each line, and for the end of each client. */
export async function run(script: Script, port: number, manner: Manner): Promise<Map<string, string>> {
  const clients = new Map<string, RawClient>();
  const replies = new Map<string, string>();
  try {
    for (const name of new Set(script.steps.map(({ client }) => client))) {
      clients.set(name, await connect(port, manner.protocol));
    }
    for (const steps of burstsOf(script.steps, manner.pipelined)) {
      const client = clients.get(steps[0]!.client)!;
      client.send(Buffer.concat(steps.map(({ bytes }) => bytes)));
      for (const step of steps) {
        const answers = await answersTo(step, client);
        note(replies, step.text, answers);
        if (answers.endsWith(SILENT)) return replies;
      }
    }
    for (const [name, client] of clients)
      note(replies, `${name}> (end)`, String(await client.ask("PING", "end")));
    return replies;
  } finally {
    for (const client of clients.values()) client.close();
  }
}

async function connect(port: number, protocol: 2 | 3): Promise<RawClient> {
  const client = await RawClient.connect(port);
  if (protocol === 3) await client.ask("HELLO", "3");
  return client;
}

/** Lines that are sent at once: all of one client up to another's. */
function burstsOf(steps: readonly Step[], pipelined: boolean): Step[][] {
  const bursts: Step[][] = [];
  for (const step of steps) {
    const last = bursts.at(-1);
    if (pipelined && last?.[0]?.client === step.client) last.push(step);
    else bursts.push([step]);
  }
  return bursts;
}

async function answersTo({ replies, likeness }: Step, client: RawClient): Promise<string> {
  const frames: Buffer[] = [];
  while (frames.length < replies) frames.push(await client.reply());
  return comparable(frames, likeness);
}

/** The same line may stand in a script more than once. */
function note(replies: Map<string, string>, text: string, reply: string): void {
  let name = text;
  for (let count = 2; replies.has(name); count++) name = `${text} #${count}`;
  replies.set(name, reply);
}
