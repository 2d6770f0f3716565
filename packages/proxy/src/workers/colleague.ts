import { type AllWorkers, type Answerer, Answers } from "./all-workers.ts";
import type { Channel } from "./channel.ts";
import { type Question, Topic } from "./topics.ts";

/** One worker process among several, which asks the others through the primary process. */
export class Colleague implements AllWorkers {
  readonly index: number;
  readonly count: number;
  private readonly channel: Channel;
  private readonly answers = new Answers();

  constructor(channel: Channel, index: number, count: number) {
    this.channel = channel;
    this.index = index;
    this.count = count;
    channel.on(Topic.ASK, (body) => {
      const { kind, question } = body as Question;
      return this.answers.to(kind, question);
    });
  }

  answer(kind: string, answerer: Answerer): void {
    this.answers.set(kind, answerer);
  }

  async collect(kind: string, question?: unknown): Promise<unknown[]> {
    return (await this.channel.request(Topic.COLLECT, { kind, question })) as unknown[];
  }
}
