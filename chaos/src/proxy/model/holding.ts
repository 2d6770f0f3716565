import type { Frame } from "../wire/frame.ts";
import type { Place } from "./place.ts";

/** One key of one session, and what is known of it. */
export abstract class Entry {
  readonly key: string;
  readonly place: Place;
  /** When a write to it was last acknowledged; 0 if none was. */
  ackedAtMs = 0;
  /** Something may have been done to it, or may be yet, that nobody knows of: it is used no more. */
  isUncertain = false;

  constructor(key: string, place: Place) {
    this.key = key;
    this.place = place;
  }

  /** The command that reads all of it. */
  abstract get reading(): readonly string[];

  /** Judges what {@link reading} gives. */
  abstract readFrame(frame: Frame): string | undefined;
}

/** A place for a key of one kind: whenever what is known of it has become uncertain, a new key takes its place. */
export class Holding<E extends Entry> {
  readonly #make: (generation: number) => E;
  readonly #all: E[] = [];

  constructor(make: (generation: number) => E) {
    this.#make = make;
  }

  /** The key to use now. */
  get entry(): E {
    const last = this.#all.at(-1);
    if (last !== undefined && !last.isUncertain) return last;
    const next = this.#make(this.#all.length);
    this.#all.push(next);
    return next;
  }

  /** All there ever were. */
  get all(): readonly E[] {
    return this.#all;
  }
}
