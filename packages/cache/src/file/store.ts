import type { Clock } from "../clock.ts";
import { CacheError } from "../errors.ts";
import { Contents } from "./contents.ts";
import { Folder } from "./folder.ts";
import { FolderTaken } from "./lock.ts";
import { Marks } from "./marks.ts";
import type { Stamp } from "./records.ts";

/** What can be worked with. */
export interface Opened {
  readonly folder: Folder;
  readonly contents: Contents;
}

type State =
  | { readonly kind: "idle" }
  | { readonly kind: "opening"; readonly opened: Promise<Opened> }
  | { readonly kind: "failed"; readonly error: CacheError; readonly at: number }
  | { readonly kind: "closed" };

/** After it could not be opened, for how long nobody tries again. */
const RETRY_MS = 1_000;
/** How many removals are remembered. */
const MARKS = 10_000;

/** Keeps one folder open: from its first use, and again after it could not be. */
export class Store {
  private readonly path: string;
  private readonly label: string;
  private readonly maxBytes: number;
  private readonly clock: Clock;
  private readonly marks: Marks = new Marks(MARKS);
  private readonly stamps: Map<string, Stamp> = new Map();
  private state: State = { kind: "idle" };

  constructor(path: string, label: string, maxBytes: number, clock: Clock) {
    this.path = path;
    this.label = label;
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  /** @throws {CacheError} `ERR_CACHE_UNREACHABLE`, `ERR_CACHE_CLOSED` */
  async open(): Promise<Opened> {
    const { state } = this;
    if (state.kind === "closed") throw new CacheError("ERR_CACHE_CLOSED", this.label, "The layer is closed.");
    if (state.kind === "failed" && Math.abs(this.clock.now() - state.at) < RETRY_MS) throw state.error;
    if (state.kind !== "opening") return this.opening(this.start());
    const opened = await state.opened;
    if (await opened.folder.isHeld()) return opened;
    if (this.state !== state) return this.open();
    return this.opening(this.startAgain(opened));
  }

  /** What an error of the disk is for the layer. */
  failed(cause: unknown): CacheError {
    if (this.state.kind === "closed")
      return new CacheError("ERR_CACHE_CLOSED", this.label, "The layer is closed.");
    return new CacheError("ERR_CACHE_UNREACHABLE", this.label, "The disk did not do it.", { cause });
  }

  async close(): Promise<void> {
    const { state } = this;
    this.state = { kind: "closed" };
    if (state.kind !== "opening") return;
    const opened = await state.opened.catch(() => undefined);
    await opened?.folder.close();
  }

  private opening(opened: Promise<Opened>): Promise<Opened> {
    const state: State = { kind: "opening", opened };
    this.state = state;
    opened.catch((error: CacheError) => {
      if (this.state === state) this.state = { kind: "failed", error, at: this.clock.now() };
    });
    return opened;
  }

  private async start(): Promise<Opened> {
    const contents = new Contents(this.maxBytes, this.marks, this.stamps);
    try {
      const folder = await Folder.open(this.path, this.maxBytes, contents);
      const changes = contents.replayed(this.clock.now());
      try {
        if (changes.length > 0) await folder.log.change(changes);
      } catch (error) {
        await folder.close();
        throw error;
      }
      return { folder, contents };
    } catch (cause) {
      const why = cause instanceof FolderTaken ? "another process, or another layer, uses it" : "it failed";
      throw new CacheError(
        "ERR_CACHE_UNREACHABLE",
        this.label,
        `Can't open the folder ${this.path}: ${why}.`,
        {
          cause,
        },
      );
    }
  }

  /** Somebody else took the folder, while this process stood still. */
  private async startAgain({ folder }: Opened): Promise<Opened> {
    await folder.close().catch(() => undefined);
    this.marks.removedAll(); // Nobody knows what was removed since loads have begun.
    return this.start();
  }
}
