import type { Entry } from "./entry.ts";
import type { CacheError } from "./errors.ts";

/** A key as layers see it. */
export interface LayerKey {
  /** Of the namespaces it is in, outermost first. */
  readonly scope: readonly string[];
  readonly name: string;
  readonly version: number;
  /** By name, in alphabetical order; none is `undefined`. */
  readonly params: readonly KeyPart[];
  /** Readable, the same for the same key always, and different from that of every other key of any scope. */
  readonly id: string;
}

export type KeyPart = readonly [name: string, value: string | number | bigint | boolean | null];

/**
 * Which keys are meant: all of a scope (and those within it), or one family of it alone. `version` undefined: all of them;
 * it says nothing without `name`.
 */
export interface KeyRange {
  readonly scope: readonly string[];
  readonly name?: string;
  readonly version?: number;
}

/** A layer within the process: it answers at once, and never fails. It keeps values, not bytes. */
export interface LocalLayer {
  readonly kind: "local";
  /** In metrics, and where a value came from. */
  readonly label: string;
  /** An entry that is dead at `now` is not there. Reading counts as use. */
  read(key: LayerKey, now: number): Entry | undefined;
  /** As {@link LocalLayer.read}, for those who look without using: it changes nothing. */
  peek(key: LayerKey, now: number): Entry | undefined;
  write(key: LayerKey, entry: Entry, now: number): void;
  /** Whether there was one. A dead one may count, if nobody has met it yet. */
  remove(key: LayerKey): boolean;
  clear(range: KeyRange): void;
  /** Drops what is dead at `now`. */
  prune(now: number): void;
  /** The ids of the keys of a range, dead ones among them, if it can tell. */
  keys?(range: KeyRange): readonly string[];
  readonly size: LocalSize;
}

export interface LocalSize {
  /** Dead ones that nobody has met yet may be among them. */
  readonly entries: number;
  /** 0 if it isn't counted. */
  readonly bytes: number;
  /** Entries given up for want of room, so far. */
  readonly evictions: number;
}

/** What a remote layer is told beside what to do. */
export interface Context {
  /** How long it may take, in ms. Whoever asked gives it up then: it should let go of what it waits for. */
  readonly timeoutMs: number;
}

/** An entry as bytes. */
export type Stored = Entry<Uint8Array>;

/** Bytes, or text of one character for each byte: small ones cost less like that. */
export type Encoded = Uint8Array | string;

/**
 * What a remote layer found.
 *
 * - `hit`: an entry that isn't dead;
 * - `miss`: nothing;
 * - `error`: it can't tell.
 *
 * The entry's value is text only if the layer's codec knows {@link Codec.decodeLatin1}. `removal` is the mark of the key's last removal, of the
 * last value that was given rather than loaded, or of its lease; 0 if none is remembered.
 * A hit without it is the same as 0: of a layer that forgets a removal with the next write.
 */
export type Found =
  | { readonly kind: "hit"; readonly stored: Entry<Encoded>; readonly removal?: number }
  | { readonly kind: "miss"; readonly removal: number }
  | { readonly kind: "error"; readonly error: CacheError };

/** What is to be written. */
export interface Writing {
  readonly key: LayerKey;
  readonly stored: Stored;
  /**
   * For a loaded value: the mark that was seen before it was loaded, 0 for none. If there is another one by now, the value may be older
   * than what it marks, and is not written. Undefined for a value that is given: it is written in any case, with a mark of its own.
   */
  readonly unless?: number;
}

/** `refused`: the key has been removed, or given another value, meanwhile. */
export type Written = "stored" | "refused" | CacheError;

/**
 * A layer that is somewhere else: it takes time, may fail, and may be shared between processes. It keeps bytes. All answers
 * are per item, in the order of the request; its methods never throw, nor do their promises reject.
 */
export interface RemoteLayer {
  readonly kind: "remote";
  readonly label: string;
  readonly codec: Codec;
  /** Other processes use the same. */
  readonly shared: boolean;
  read(keys: readonly LayerKey[], context: Context): Promise<readonly Found[]>;
  write(items: readonly Writing[], context: Context): Promise<readonly Written[]>;
  /**
   * Has keys leased before they are loaded: where nothing stands, a mark stands after that for a while, which a `clear` of another process
   * meets and replaces. Gives the marks that stand then, for {@link Writing.unless}; 0 beside an entry that has none, since its removal
   * will leave one. Without this, such a process has to tell of its `clear` in time.
   */
  lease?(keys: readonly LayerKey[], context: Context): Promise<readonly (number | CacheError)[]>;
  /** Whether there was an entry. That it was removed is remembered for a while, for {@link Writing.unless}. */
  remove(keys: readonly LayerKey[], context: Context): Promise<readonly (boolean | CacheError)[]>;
  /** Removes all keys of a range; gives how many there were. */
  clear(range: KeyRange, context: Context): Promise<number | CacheError>;
  /**
   * The ids of the keys of a range, in groups, if it can tell: all that are there all the time, perhaps more, perhaps twice. Alone
   * among the methods it throws what keeps it from going on. Each step may take as long as the context says.
   */
  keys?(range: KeyRange, context: Context): AsyncIterable<readonly string[]>;
  /** If it can keep stamps of tags. */
  readonly tags?: TagStore;
  /** If processes can tell one another through it. */
  readonly bus?: Bus;
  /** If it tells by itself what changes in it: then nobody need use its bus. */
  readonly changes?: Changes;
  /** If it can keep locks. */
  readonly locks?: LockStore;
  close(): Promise<void>;
}

export type Layer = LocalLayer | RemoteLayer;

/** Stamps of tags: a number that grows with every invalidation. 0 for a tag that was never invalidated. */
export interface TagStore {
  stamps(tags: readonly string[], context: Context): Promise<readonly (number | CacheError)[]>;
  /** Gives the new stamps. Each is kept for `lifeMs` at least. */
  invalidate(
    tags: readonly string[],
    lifeMs: number,
    context: Context,
  ): Promise<readonly (number | CacheError)[]>;
}

/** Tells what changes in a layer, whoever changes it. */
export interface Changes {
  /**
   * Hears the ids of keys that were written, removed or have died from now on, and of tags that were invalidated; also by this process. `missed` is
   * called when something may have been missed. Returns how to stop.
   */
  listen(changed: (ids: readonly string[], tags: readonly string[]) => void, missed: () => void): () => void;
}

/** Locks on keys, which processes hold for a time: best effort, since whoever keeps them may forget. */
export interface LockStore {
  /** Whether `token` has the lock now, for `ms`: not while another one has it. */
  acquire(key: LayerKey, token: string, ms: number, context: Context): Promise<boolean | CacheError>;
  /** Gives it up, if `token` has it. */
  release(key: LayerKey, token: string, context: Context): Promise<CacheError | undefined>;
}

/** Carries short texts to all processes that use the same layer. */
export interface Bus {
  /** @throws never: whoever is away does not hear it. Resolves once it is sent. */
  publish(text: string, context: Context): Promise<CacheError | undefined>;
  /**
   * Hears what is published from now on, also by this process. `missed` is called when something may have been missed.
   * Returns how to stop.
   */
  listen(hear: (text: string) => void, missed: () => void): () => void;
}

/** Values to bytes and back. */
export interface Codec {
  /** @throws what keeps the value from being encoded. Small values are encoded at once, large ones off the thread. */
  encode(value: unknown): Uint8Array | Promise<Uint8Array>;
  /** @throws if these bytes are no value that it knows how to read. */
  decode(bytes: Uint8Array): unknown;
  /** The same of bytes that come as text, one character for each. */
  decodeLatin1?(text: string): unknown;
}
