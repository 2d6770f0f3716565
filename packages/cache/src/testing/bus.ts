import assert from "node:assert/strict";
import type { Bus } from "../layer.ts";
import type { Plan } from "./plan.ts";
import { CONTEXT, type Subject, type Traits } from "./subject.ts";

const hearing = ({ bus }: Traits): boolean => bus;

export const BUS: readonly Plan[] = [
  {
    name: "hears what it says itself, in order, any text",
    isFor: hearing,
    run: async (subject) => {
      const ear = await listen(subject, subject.bus);
      const texts = [
        "plain",
        "ü 🧑\n\0",
        "x".repeat(10_000),
        ...Array.from({ length: 50 }, (_, at) => `${at}`),
      ];
      await say(subject, subject.bus, texts);
      await ear.hears(texts);
    },
  },
  {
    name: "tells all its listeners, until they stop",
    isFor: hearing,
    run: async (subject) => {
      const [stays, goes] = [await listen(subject, subject.bus), await listen(subject, subject.bus)];
      await say(subject, subject.bus, ["both"]);
      await Promise.all([stays.hears(["both"]), goes.hears(["both"])]);
      goes.stop();
      goes.stop();
      await say(subject, subject.bus, ["one"]);
      await stays.hears(["both", "one"]);
      assert.deepEqual(goes.heard, ["both"]);
    },
  },
  {
    name: "hears what other processes say, in order",
    isFor: ({ bus, shared }) => bus && shared,
    run: async (subject) => {
      const peer = await subject.peer();
      assert(peer.bus !== undefined, "the other one has no bus");
      const [own, others] = [await listen(subject, subject.bus), await listen(subject, peer.bus)];
      const texts = Array.from({ length: 50 }, (_, at) => `${at}`);
      await say(subject, peer.bus, texts);
      await Promise.all([own.hears(texts), others.hears(texts)]);
    },
  },
  {
    name: "says when it may have missed something, and hears again what comes then",
    isFor: hearing,
    run: async (subject) => {
      const ear = await listen(subject, subject.bus);
      const before = ear.missed;
      if (subject.interrupt !== undefined) {
        await subject.interrupt();
        await subject.until(() => ear.missed > before, "it was cut off, and did not say so");
      }
      await ear.ready();
      await say(subject, subject.bus, ["again"]);
      await subject.until(() => ear.heard.includes("again"), "it hears again");
    },
  },
];

/** What one listener of a scenario has heard, of what was said within it. */
class Ear {
  readonly heard: string[] = [];
  missed = 0;
  readonly stop: () => void;
  private readonly subject: Subject;
  private readonly prefix: string;
  private readonly bus: Bus;
  private isReady = false;

  constructor(subject: Subject, bus: Bus) {
    this.subject = subject;
    this.prefix = prefixOf(subject.scope);
    this.bus = bus;
    this.stop = bus.listen(
      (text) => this.hear(text),
      () => {
        this.missed++;
        this.isReady = false;
      },
    );
  }

  /** Waits until it hears: to begin takes its time. */
  async ready(): Promise<void> {
    this.isReady = false;
    await this.subject.until(async () => {
      if (!this.isReady) await this.bus.publish(`ready ${this.prefix}`, CONTEXT);
      return this.isReady;
    }, "it hears anything at all");
  }

  /** Waits until it has heard as much, which must be this. */
  async hears(texts: readonly string[]): Promise<void> {
    await this.subject.until(() => this.heard.length >= texts.length, `it hears ${texts.length} texts`);
    assert.deepEqual(this.heard, texts);
  }

  private hear(text: string): void {
    if (text === `ready ${this.prefix}`) this.isReady = true;
    else if (text.startsWith(this.prefix)) this.heard.push(text.slice(this.prefix.length));
  }
}

async function listen(subject: Subject, bus: Bus): Promise<Ear> {
  const ear = new Ear(subject, bus);
  await ear.ready();
  return ear;
}

async function say({ scope }: Subject, bus: Bus, texts: readonly string[]): Promise<void> {
  for (const text of texts) assert.equal(await bus.publish(prefixOf(scope) + text, CONTEXT), undefined);
}

function prefixOf(scope: readonly string[]): string {
  return `${scope[0]} `;
}
