import { expectValue } from "../expect.ts";
import type { Peer } from "../peer.ts";

const AT_ONCE = 200;

/** Keeps a value for each id, and makes sure that some come back as they were. */
export async function fill(
  peer: Peer,
  count: number,
  id: (index: number) => string,
  value: (index: number) => unknown,
): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const indexes = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, at) => from + at);
    await Promise.all(indexes.map((index) => peer.set(id(index), value(index))));
  }
  for (const index of [0, count >> 1, count - 1]) {
    expectValue(`the value of ${id(index)}`, await peer.get(id(index)), value(index));
  }
}
