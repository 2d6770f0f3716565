import { createHash } from "node:crypto";
import type { KeyFormat } from "./key-format.ts";
import { readableRange } from "./readable.ts";

/**
 * The family as in `readable`, then the SHA-256 of the parameters in 43 characters: `user:2:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU`.
 * For long parameters, and for those that nobody is to read in the store.
 */
export const hashed: KeyFormat = {
  key({ id }) {
    const params = id.lastIndexOf(":") + 1; // Which is escaped everywhere else.
    return id.slice(0, params) + createHash("sha256").update(id.slice(params)).digest("base64url");
  },
  range: readableRange,
};
