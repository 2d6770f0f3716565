import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { canonical } from "../canonical.ts";
import { systemClock } from "../clock.ts";
import { toBytes } from "../codec/latin1.ts";
import type { Entry } from "../entry.ts";
import { CacheError } from "../errors.ts";
import type {
  Bus,
  Context,
  Found,
  KeyRange,
  Layer,
  LayerKey,
  LocalLayer,
  RemoteLayer,
  Stored,
  TagStore,
} from "../layer.ts";
import type { LayerTraits, LayerUnderTest } from "./under-test.ts";

/** More than a layer needs, unless it hangs. */
export const CONTEXT: Context = { timeoutMs: 5_000 };

export type Traits = Required<LayerTraits>;

/** What an entry of a scenario has that isn't usual. */
interface Special {
  readonly lifeMs?: number;
  readonly tags?: Entry["tags"];
}

/** The layer of one scenario: local and remote ones alike, where they do the same. */
export class Subject {
  readonly layer: Layer;
  readonly traits: Traits;
  /** All that the scenario writes is in it. */
  readonly scope: readonly string[];
  private readonly given: LayerUnderTest;
  private readonly peers: RemoteLayer[] = [];

  constructor(given: LayerUnderTest, traits: Traits) {
    this.layer = given.layer;
    this.traits = traits;
    this.given = given;
    this.scope = [`test-${randomUUID()}`];
  }

  get local(): LocalLayer {
    assert.equal(this.layer.kind, "local");
    return this.layer as LocalLayer;
  }

  get remote(): RemoteLayer {
    assert.equal(this.layer.kind, "remote");
    return this.layer as RemoteLayer;
  }

  get tags(): TagStore {
    const { tags } = this.remote;
    assert(tags !== undefined, "it has no tags");
    return tags;
  }

  get bus(): Bus {
    const { bus } = this.remote;
    assert(bus !== undefined, "it has no bus");
    return bus;
  }

  get interrupt(): (() => Promise<void>) | undefined {
    const { given } = this;
    return given.interrupt === undefined ? undefined : () => given.interrupt!();
  }

  now(): number {
    return (this.given.clock ?? systemClock).now();
  }

  async advance(ms: number): Promise<void> {
    await (this.given.advance === undefined ? setTimeout(ms) : this.given.advance(ms));
  }

  /** Whether time goes by as fast as one likes. */
  get isTimeFree(): boolean {
    return this.given.advance !== undefined;
  }

  key(id: string | number, name = "item", version = 0, inner: readonly string[] = []): LayerKey {
    return canonical([...this.scope, ...inner], name, version, { id });
  }

  range(name?: string, version?: number, inner: readonly string[] = []): KeyRange {
    const scope = [...this.scope, ...inner];
    if (name === undefined) return { scope };
    return version === undefined ? { scope, name } : { scope, name, version };
  }

  /** An entry that lives for a minute, if nothing else is said. */
  entry(text: string, { lifeMs = 60_000, tags = [] }: Special = {}): Stored {
    const now = this.now();
    const deadAt = now + lifeMs;
    return { value: bytesOf(text), createdAt: now, staleAt: deadAt, expiresAt: deadAt, deadAt, tags };
  }

  /** Writes, come what may. */
  async put(key: LayerKey, stored: Stored): Promise<void> {
    if (this.layer.kind === "local") this.layer.write(key, stored, this.now());
    else assert.deepEqual(await this.layer.write([{ key, stored }], CONTEXT), ["stored"]);
  }

  async putAll(keys: readonly LayerKey[], stored: Stored): Promise<void> {
    for (const key of keys) await this.put(key, stored);
  }

  async get(key: LayerKey): Promise<Stored | undefined> {
    if (this.layer.kind === "local") return this.layer.read(key, this.now()) as Stored | undefined;
    const found = await this.find(key);
    return found.kind === "hit" ? { ...found.stored, value: toBytes(found.stored.value) } : undefined;
  }

  /** The text that is kept under the key. */
  async text(key: LayerKey): Promise<string | undefined> {
    const stored = await this.get(key);
    return stored === undefined ? undefined : Buffer.from(stored.value).toString();
  }

  /** Which of the keys it has, by their ids. */
  async has(keys: readonly LayerKey[]): Promise<string[]> {
    const ids: string[] = [];
    for (const key of keys) if ((await this.get(key)) !== undefined) ids.push(key.id);
    return ids;
  }

  async remove(key: LayerKey): Promise<boolean> {
    if (this.layer.kind === "local") return this.layer.remove(key);
    const [answer, ...rest] = await this.layer.remove([key], CONTEXT);
    assert.equal(rest.length, 0);
    return right(answer);
  }

  /** How many there were, as far as the layer tells. */
  async clear(range: KeyRange): Promise<number | undefined> {
    if (this.layer.kind === "remote") return right(await this.layer.clear(range, CONTEXT));
    this.layer.clear(range);
    return undefined;
  }

  /** What a remote layer finds. An error fails the scenario. */
  async find(key: LayerKey, layer: RemoteLayer = this.remote): Promise<Exclude<Found, { kind: "error" }>> {
    const [found, ...rest] = await layer.read([key], CONTEXT);
    assert(found !== undefined && rest.length === 0, "one answer for one key");
    if (found.kind === "error") throw found.error;
    return found;
  }

  /** The mark of the key's last removal. */
  async mark(key: LayerKey): Promise<number> {
    return (await this.find(key)).removal ?? 0;
  }

  /** What a remote layer says to a write of a value that was loaded when `unless` was the mark. */
  async tryPut(key: LayerKey, text: string, unless: number): Promise<"stored" | "refused"> {
    const [written] = await this.remote.write([{ key, stored: this.entry(text), unless }], CONTEXT);
    return right(written);
  }

  /** The mark that stands there once the key is leased. */
  async lease(key: LayerKey): Promise<number> {
    assert(this.remote.lease !== undefined, "it leases no keys");
    const [mark, ...rest] = await this.remote.lease([key], CONTEXT);
    assert.equal(rest.length, 0);
    return right(mark);
  }

  async peer(): Promise<RemoteLayer> {
    const peer = await this.given.peer?.();
    assert(peer !== undefined, "a shared layer is tried with another one");
    this.peers.push(peer);
    return peer;
  }

  /** Waits until it is so: what takes its way through other processes has no moment of its own. */
  async until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const { patienceMs } = this.traits;
    const end = Date.now() + patienceMs;
    while (!(await isSo())) {
      assert(Date.now() < end, `waited for ${patienceMs} ms in vain: ${what}`);
      await setTimeout(5);
    }
  }

  async end(): Promise<void> {
    for (const layer of [...this.peers, this.layer]) if (layer.kind === "remote") await layer.close();
    await this.given.end?.();
  }
}

export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

/** The answer, if it isn't an error. */
export function right<A>(answer: A | CacheError | undefined): Exclude<A, CacheError> {
  if (answer instanceof CacheError) throw answer;
  assert(answer !== undefined, "an answer for each item");
  return answer as Exclude<A, CacheError>;
}
