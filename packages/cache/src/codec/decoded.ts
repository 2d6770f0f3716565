import type { Codec, Encoded } from "../layer.ts";

/** What a codec makes of what its layer has found. @throws as {@link Codec.decode} */
export function decoded(codec: Codec, found: Encoded): unknown {
  return typeof found === "string" ? codec.decodeLatin1!(found) : codec.decode(found);
}
