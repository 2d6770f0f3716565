import { EventEmitter } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { DeliveryError } from "../errors.ts";
import type { ClientOptions } from "../options.ts";
import { type Callback, nodeify } from "./commander.ts";
import type { Engine, EngineState } from "./engine.ts";
import { closedError, translated } from "./errors.ts";
import type { Resolved } from "./options.ts";
import { Waiting } from "./waiting.ts";

/** As in ioredis. Each is an event too, emitted at the end of the turn. */
export type Status = "wait" | "connecting" | "connect" | "ready" | "reconnecting" | "close" | "end";

type State =
  | { readonly kind: "unopened" }
  | { readonly kind: "opening"; readonly abort: AbortController; readonly done: Promise<void> }
  | { readonly kind: "open"; readonly engine: Engine }
  | { readonly kind: "ended" };

/** A client that is made in the background; what is asked of it meanwhile waits. */
export abstract class Lifetime extends EventEmitter {
  /** Writable, because BullMQ writes it. Nothing here depends on it. */
  status: Status = "wait";
  private state: State = { kind: "unopened" };
  private readonly settings: Resolved;
  private readonly waiting = new Waiting();

  protected constructor(settings: Resolved) {
    super();
    this.settings = settings;
    // After the constructors of derived classes.
    if (!settings.lazyConnect) {
      process.nextTick(() => this.state.kind === "unopened" && this.connectQuietly());
    }
  }

  /** Fulfils once connected; rejects if the first attempt fails, while others follow. */
  connect(callback?: Callback): Promise<void> {
    if (this.state.kind === "opening" || this.state.kind === "open") {
      return nodeify(Promise.reject(new Error("Redis is already connecting/connected")), callback);
    }
    const abort = new AbortController();
    const done = new Promise<void>((resolve, reject) => {
      void this.keepOpening(abort.signal, resolve, reject);
    });
    this.state = { kind: "opening", abort, done };
    return nodeify(done, callback);
  }

  /** Ends at once, and everything under way fails; with `reconnect`, connects again. */
  disconnect(reconnect = false): void {
    const { state } = this;
    if (state.kind === "ended") return;
    this.state = { kind: "ended" };
    if (state.kind === "opening") state.abort.abort(closedError());
    if (state.kind === "open") state.engine.destroy();
    this.setStatus("close");
    if (!reconnect) {
      this.end(closedError());
      return;
    }
    this.setStatus("reconnecting");
    this.connectQuietly();
  }

  /** Waits for what is under way, at most 10 seconds, then ends. */
  quit(callback?: Callback): Promise<"OK"> {
    return nodeify(this.closeInOrder(), callback);
  }

  /** Does something with the client, now or as soon as there is one; `bytes` is what it weighs until then. @internal */
  withEngine<T>(bytes: number, use: (engine: Engine) => Promise<T>): Promise<T> {
    const { state } = this;
    if (state.kind === "open") return use(state.engine).catch(rethrowTranslated);
    if (state.kind === "ended") return Promise.reject(closedError());
    if (!this.settings.enableOfflineQueue) {
      return Promise.reject(new Error("Stream isn't writeable and enableOfflineQueue options is false"));
    }
    return new Promise<T>((resolve, fail) => {
      const begin = (engine: Engine): void => resolve(use(engine).catch(rethrowTranslated));
      const kept = this.waiting.add({ bytes, begin, fail });
      if (!kept) fail(new DeliveryError("ERR_QUEUE_FULL", "unsent", "A command", undefined));
      else if (state.kind === "unopened") this.connectQuietly();
    });
  }

  protected get engine(): Engine | undefined {
    return this.state.kind === "open" ? this.state.engine : undefined;
  }

  /** Makes the client. @internal */
  protected abstract open(urls: readonly string[], options: ClientOptions): Promise<Engine>;

  /** Comes before what waits. */
  protected abstract opened(engine: Engine): void;

  private connectQuietly(): void {
    this.connect().catch(() => undefined);
  }

  private async closeInOrder(): Promise<"OK"> {
    if (this.state.kind === "opening") await this.state.done.catch(() => undefined);
    if (this.state.kind === "ended") throw closedError();
    await this.engine?.close();
    this.disconnect();
    return "OK";
  }

  private async keepOpening(
    signal: AbortSignal,
    ready: () => void,
    failed: (error: unknown) => void,
  ): Promise<void> {
    for (let times = 1; !signal.aborted; times++) {
      this.setStatus("connecting");
      try {
        const engine = await this.open(this.settings.urls, { ...this.settings.client, signal });
        if (signal.aborted) engine.destroy();
        else this.adopt(engine);
        ready();
        return;
      } catch (error) {
        failed(error);
        if (!signal.aborted) await this.pauseAfter(times, error as Error, signal);
      }
    }
    failed(signal.reason);
  }

  /** What comes after a failed attempt: a pause before the next, or the end. */
  private async pauseAfter(times: number, error: Error, signal: AbortSignal): Promise<void> {
    const { retryStrategy, waitsForever } = this.settings;
    this.report(error);
    this.setStatus("close");
    const delayMs = retryStrategy?.(times, error);
    if (typeof delayMs !== "number") {
      if (this.state.kind === "opening") this.state.abort.abort(error);
      this.state = { kind: "ended" };
      this.end(error);
      return;
    }
    if (!waitsForever) this.waiting.fail(error);
    this.setStatus("reconnecting", delayMs);
    await pause(delayMs, undefined, { signal }).catch(() => undefined);
  }

  private adopt(engine: Engine): void {
    this.state = { kind: "open", engine };
    this.setStatus("connect");
    this.setStatus("ready");
    engine.on("state", ({ kind }) => this.engine === engine && this.follow(kind));
    this.opened(engine);
    this.waiting.begin(engine);
  }

  /** The client heals by itself; those who listen are told. */
  private follow(kind: EngineState["kind"]): void {
    if (kind === "down" && this.status === "ready") {
      this.setStatus("close");
      this.setStatus("reconnecting");
    } else if (kind !== "down" && this.status === "reconnecting") {
      this.setStatus("connect");
      this.setStatus("ready");
    }
  }

  private end(reason: unknown): void {
    this.waiting.fail(reason);
    this.setStatus("end");
  }

  private setStatus(status: Status, detail?: unknown): void {
    this.status = status;
    process.nextTick(() => this.emit(status, detail));
  }

  /** An `error` event, if anybody listens. @internal */
  report(error: Error): void {
    process.nextTick(() => this.listenerCount("error") > 0 && this.emit("error", error));
  }
}

function rethrowTranslated(error: unknown): never {
  throw translated(error);
}
