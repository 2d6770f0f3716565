import { escaped, familyOf, familyText, scopeText } from "../canonical.ts";
import type { KeyRange } from "../layer.ts";
import type { Family, Slot } from "./slot.ts";

/** Which slots belong to which family, so that clearing one doesn't look at the others' slots. */
export class Families {
  private readonly families = new Map<string, Family>();
  /** Of the slot that was added last: the next one is often of the same. */
  private last: Family | undefined = undefined;

  add(slot: Slot): void {
    const family =
      this.last !== undefined && slot.id.startsWith(this.last.text) ? this.last : this.of(slot.id);
    this.last = family;
    slot.family = family;
    slot.familyAt = family.slots.length;
    family.slots.push(slot);
  }

  remove(slot: Slot): void {
    const { slots, text } = slot.family!;
    const last = slots.pop()!;
    if (last !== slot) {
      slots[slot.familyAt] = last;
      last.familyAt = slot.familyAt;
    } else if (slots.length === 0) {
      this.families.delete(text);
      this.last = undefined;
    }
    slot.family = undefined;
  }

  /** All slots of a range, in an array of its own. */
  within(range: KeyRange): readonly Slot[] {
    const { scope, name, version } = range;
    if (name !== undefined && version !== undefined) {
      return [...(this.families.get(familyText(scope, name, version))?.slots ?? [])];
    }
    const start = scopeText(scope) + (name === undefined ? "" : `${escaped(name)}:`);
    const found: Slot[] = [];
    for (const { text, slots } of this.families.values()) {
      if (!text.startsWith(start)) continue;
      for (const slot of slots) found.push(slot);
    }
    return found;
  }

  private of(id: string): Family {
    const text = familyOf(id);
    let family = this.families.get(text);
    if (family === undefined) {
      family = { text, slots: [] };
      this.families.set(text, family);
    }
    return family;
  }
}
