import { Counter } from "./model/counter.ts";
import { type Entry, Holding } from "./model/holding.ts";
import { List } from "./model/list.ts";
import type { Place } from "./model/place.ts";
import { Queue } from "./model/queue.ts";
import { Register } from "./model/register.ts";

/** The keys that one session has in one slot. */
export class Home {
  readonly place: Place;
  readonly registers: readonly Holding<Register>[];
  readonly counter: Holding<Counter>;
  readonly list: Holding<List>;
  readonly queue: Holding<Queue>;
  readonly watched: Holding<Register>;
  readonly large: Holding<Register>;

  constructor(session: string, place: Place) {
    this.place = place;
    const holding = <E extends Entry>(kind: string, type: new (key: string, at: Place) => E): Holding<E> =>
      new Holding((generation) => new type(`${session}:{${place.tag}}:${kind}.${generation}`, place));
    this.registers = ["a", "b", "c"].map((letter) => holding(letter, Register));
    this.counter = holding("count", Counter);
    this.list = holding("list", List);
    this.queue = holding("queue", Queue);
    this.watched = holding("watched", Register);
    this.large = holding("large", Register);
  }

  /** All keys there ever were. */
  get entries(): Entry[] {
    const { registers, counter, list, queue, watched, large } = this;
    return [...registers, counter, list, queue, watched, large].flatMap(
      (holding): readonly Entry[] => holding.all,
    );
  }
}
