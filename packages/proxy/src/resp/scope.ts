import { Flag, slotOf } from "fairlead/internal";
import { type Asked, keysOf } from "./keys.ts";
import type { Row } from "./row.ts";
import { ownSlot } from "./slots.ts";
import type { Treatment } from "./treatment.ts";

/** A request as far as it matters to others of its session. */
interface Scoped extends Asked {
  /** No server runs it by itself. */
  readonly idle: boolean;
  /** What runs with it, if it is EXEC. */
  readonly commands: readonly Scoped[] | undefined;
}

/** Keys; undefined if they may be any. */
type Scope = readonly Buffer[] | undefined;

const CHANGELESS: ReadonlySet<Treatment> = new Set(["local", "subscribe", "watch"]);
/** What may run before or behind others: it waits for them, or no server runs it, or it only looks out for changes. */
const INDIFFERENT: ReadonlySet<Treatment> = new Set(["local", "subscribe", "watch", "borrow"]);

/** Whether a command may change what others read. */
export function changes({ name, treatment, spec }: Row): boolean {
  if (treatment === "transaction") return name === "EXEC";
  return !CHANGELESS.has(treatment) && (spec.flags & Flag.READONLY) === 0;
}

/** Whether it makes a difference which of two requests runs first, as far as keys of this group go. */
export function doMeet(a: Scoped, b: Scoped, group: number): boolean {
  if (b.idle || INDIFFERENT.has(b.row.treatment) || !(changes(a.row) || changes(b.row))) return false;
  const slot = ownSlot(group);
  const here = (key: Buffer): boolean => slot === -1 || slotOf(key) === slot;
  return share(scopeOf(a), scopeOf(b), here);
}

function scopeOf({ row, request, commands }: Scoped): Scope {
  if (commands !== undefined) {
    const scopes = commands.map(scopeOf);
    return scopes.includes(undefined) ? undefined : scopes.flatMap((scope) => scope ?? []);
  }
  const { name, spec } = row;
  const keys = keysOf({ row, request });
  const maybeAny = spec.keys.length > 0 || (spec.flags & Flag.WRITE) !== 0 || name === "EXEC";
  return keys.length === 0 && maybeAny ? undefined : keys;
}

function share(a: Scope, b: Scope, here: (key: Buffer) => boolean): boolean {
  if (a === undefined) return b === undefined || b.some(here);
  return b === undefined ? a.some(here) : a.some((key) => here(key) && b.some((other) => other.equals(key)));
}
