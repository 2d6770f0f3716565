import fc from "fast-check";
import { expect, it } from "vitest";
import { slotOf } from "../../src/routes/slot.ts";
import { temporaryKey } from "../../src/values/temporary-key.ts";

const braced = fc
  .array(fc.constantFrom("{", "}", "a", "b", "é"), { maxLength: 8 })
  .map((parts) => parts.join(""));

it("a temporary name is of its key's slot, and another name", () => {
  fc.assert(
    fc.property(fc.oneof(braced, fc.string()), (key) => {
      const name = temporaryKey(key, "unique");
      expect(slotOf(name)).toBe(slotOf(key));
      expect(name).not.toBe(key);
    }),
  );
});

it("a temporary name is of its key's slot, for bytes too", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
      const key = Buffer.from(bytes);
      expect(slotOf(temporaryKey(key, "unique"))).toBe(slotOf(key));
    }),
  );
});
