/** How a process answers a question of one kind that any of the processes may ask. */
export type Answerer = (question: unknown) => unknown;

/** All processes that serve, seen from one of them. Questions and answers are plain data. */
export interface AllWorkers {
  /** Which of them this one is, from 0. */
  readonly index: number;
  readonly count: number;
  /** Says how this process answers questions of a kind. Before that it is left out. */
  answer(kind: string, answerer: Answerer): void;
  /**
   * Asks all of them, this one included, and gives their answers in no particular order. A process that has ended, has no
   * answer or takes longer than two seconds is left out.
   */
  collect(kind: string, question?: unknown): Promise<unknown[]>;
}

/** One process that is all there is. */
export class OnlyWorker implements AllWorkers {
  readonly index = 0;
  readonly count = 1;
  private readonly answers = new Answers();

  answer(kind: string, answerer: Answerer): void {
    this.answers.set(kind, answerer);
  }

  async collect(kind: string, question?: unknown): Promise<unknown[]> {
    const answer = await this.answers.to(kind, question);
    return answer === undefined ? [] : [answer];
  }
}

/** What a process has to say. */
export class Answers {
  private readonly byKind = new Map<string, Answerer>();

  set(kind: string, answerer: Answerer): void {
    this.byKind.set(kind, answerer);
  }

  /** `undefined` if there is no answer. */
  async to(kind: string, question: unknown): Promise<unknown> {
    return this.byKind.get(kind)?.(question);
  }
}
