import { type Codec, defineKey, type LayerKey, type Stored } from "../../../src/index.ts";

/** As bytes what is bytes already. */
export const plainCodec: Codec = {
  encode: (value) => Buffer.from(JSON.stringify(value)),
  decode: (bytes) => JSON.parse(Buffer.from(bytes).toString()),
};

const thing = defineKey<string, { id: number | string }>("thing");
export const keyOf = (id: number | string): LayerKey => thing({ id });

/** An entry created now, that lives for `lifeMs`. */
export function stored(value: string, lifeMs = 60_000, more: Partial<Stored> = {}): Stored {
  const createdAt = Date.now();
  const expiresAt = createdAt + lifeMs;
  return {
    value: Buffer.from(value),
    createdAt,
    staleAt: Number.POSITIVE_INFINITY,
    expiresAt,
    deadAt: expiresAt,
    tags: [],
    ...more,
  };
}

/** The value of each, what it found otherwise. */
export function texts(found: readonly { readonly kind: string; readonly stored?: Stored }[]): string[] {
  return found.map((each) =>
    each.stored === undefined ? each.kind : Buffer.from(each.stored.value).toString(),
  );
}
