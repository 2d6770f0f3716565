import { type CommandSpec, commandTable, Flag, isContainer, isForAll, plainSpec } from "fairlead/internal";
import { type Arity, arityOf } from "./arity.ts";
import type { Told } from "./command-info.ts";
import { KINDS, NEVER, REASONS, TREATMENTS, type Treatment } from "./treatment.ts";

/** What the proxy knows of one command. */
export interface Row {
  /** Upper case, containers with their subcommand: `GET`, `CLIENT ID`. */
  readonly name: string;
  readonly treatment: Treatment;
  /** Its treatment's place among {@link KINDS}. */
  readonly kind: number;
  readonly spec: CommandSpec;
  /** Why it is refused, if it is. */
  readonly reason: string;
  /** Its name is one word, and its key, if it has one, the argument behind it. */
  readonly plain: boolean;
  /** How many words its name has. */
  readonly words: number;
  /** The table doesn't know it. */
  readonly strange: boolean;
  /** How many arguments it takes, if that is not left to the servers. */
  readonly arity: Arity | undefined;
}

const HASH_SIZE = 1024;
const DENIED = "the configuration denies it";

/** The rows of all known commands, found by the bytes of a name without making text of it. */
export class Rows {
  private readonly byName = new Map<string, Row>();
  private readonly allow: ReadonlySet<string>;
  private readonly deny: ReadonlySet<string>;
  private readonly buckets: { readonly word: Buffer; readonly row: Row | undefined }[][];

  /** `allow`, `deny`: names of commands that are, or are not, let through in spite of the table. */
  constructor(allow: ReadonlySet<string>, deny: ReadonlySet<string>) {
    this.allow = allow;
    this.deny = deny;
    this.buckets = Array.from({ length: HASH_SIZE }, () => []);
    for (const { name, spec } of commandTable().values()) {
      this.add(this.rowOf(name, spec, TREATMENTS.get(name), REASONS.get(name)));
    }
  }

  get all(): Iterable<Row> {
    return this.byName.values();
  }

  named(name: string): Row | undefined {
    return this.byName.get(name);
  }

  /**
   * The row of the command whose first word stands in `bytes`; `undefined` if there is none, and `null` if the second word
   * decides, too.
   */
  find(bytes: Buffer, from: number, to: number): Row | undefined | null {
    for (const { word, row } of this.buckets[hashOf(bytes, from, to)]!) {
      if (isSame(word, bytes, from, to)) return row ?? null;
    }
    return undefined;
  }

  /** Adds what a server has told of a command. */
  learn({ spec, refusal }: Told): Row {
    const row = this.rowOf(spec.name, spec, refusal === undefined ? undefined : "refuse", refusal);
    const strange = { ...row, arity: undefined, strange: true };
    this.add(strange);
    return strange;
  }

  /** The row of a command that the table doesn't know, and of which no server has told. */
  stranger(name: string): Row {
    const row = unknownRow(name, "ask");
    return this.denies(name)
      ? { ...row, treatment: "refuse", kind: KINDS.indexOf("refuse"), reason: DENIED }
      : row;
  }

  private denies(name: string): boolean {
    return this.deny.has(name) || this.deny.has(name.split(" ")[0]!);
  }

  private add(row: Row): void {
    this.byName.set(row.name, row);
    const [first = ""] = row.name.split(" ");
    const word = Buffer.from(first, "latin1");
    const bucket = this.buckets[hashOf(word, 0, word.length)]!;
    const container = row.words > 1 || isContainer(first);
    if (!bucket.some((entry) => entry.word.equals(word)))
      bucket.push({ word, row: container ? undefined : row });
  }

  /** The row of a command of which `spec` is known, and in some cases more. */
  private rowOf(name: string, spec: CommandSpec, treated: Treatment | undefined, reason = ""): Row {
    const denied = this.denies(name);
    const allowed = this.allow.has(name) && !NEVER.has(name);
    const refused = denied || (treated === "refuse" && !allowed);
    const known = treated === "refuse" ? (name === "MONITOR" ? "monitor" : undefined) : treated;
    const words = spec.words.count;
    const treatment = refused ? "refuse" : (known ?? treatmentOf(spec));
    return {
      name,
      treatment,
      kind: KINDS.indexOf(treatment),
      spec,
      reason: denied ? DENIED : reason,
      plain: words === 1 && (spec.firstKey === 0 || spec.firstKey === -1) && spec.slotArgument === -1,
      words,
      arity: arityOf(spec, treatment),
      strange: false,
    };
  }
}

/** What the server says of a command decides. */
function treatmentOf(spec: CommandSpec): Treatment {
  if (spec.request === "multi_shard") return "split";
  if ((spec.flags & Flag.BLOCKING) !== 0) return "borrow";
  return isForAll(spec) ? "fan-out" : "forward";
}

/** The row of a command that the table doesn't know. */
export function unknownRow(name: string, treatment: "ask" | "forward"): Row {
  const spec = plainSpec(name);
  const kind = KINDS.indexOf(treatment);
  return {
    name,
    treatment,
    kind,
    spec,
    reason: "",
    plain: true,
    words: 1,
    arity: undefined,
    strange: true,
  };
}

function hashOf(bytes: Buffer, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at < to; at++) hash = (hash * 31 + (bytes[at]! & 0xdf)) | 0;
  return hash & (HASH_SIZE - 1);
}

/** Whether the bytes are the word, which is in upper case, in any case. */
function isSame(word: Buffer, bytes: Buffer, from: number, to: number): boolean {
  if (word.length !== to - from) return false;
  for (let i = 0; i < word.length; i++) {
    const byte = bytes[from + i]!;
    const upper = byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
    if (upper !== word[i]) return false;
  }
  return true;
}
