import { slotOf } from "../routes/slot.ts";

/**
 * A name that nobody else uses, of the same slot as `key`: a key's hash tag, or the whole key as one. Keys that no tag can
 * hold (an unmatched brace) get a tag that is searched for.
 */
export function temporaryKey(key: string | Buffer, unique: string): string | Buffer {
  const slot = slotOf(key);
  if (typeof key === "string") {
    for (const candidate of [`{${key}}:${unique}`, `${key}:${unique}`]) {
      if (slotOf(candidate) === slot) return candidate;
    }
  } else {
    for (const [before, after] of [
      ["{", `}:${unique}`],
      ["", `:${unique}`],
    ] as const) {
      const candidate = Buffer.concat([Buffer.from(before), key, Buffer.from(after)]);
      if (slotOf(candidate) === slot) return candidate;
    }
  }
  for (let tag = 0; ; tag++) {
    if (slotOf(`{${tag}}`) === slot) return `{${tag}}:${unique}`;
  }
}
