import type { Arg } from "fairlead-resp";
import type { CallOptions } from "./call-options.ts";
import type { Command, Key } from "./commands/command.ts";
import type { Form, Text } from "./commands/types.ts";
import type { Settings } from "./options.ts";
import { type MemberScanOptions, scanMembers } from "./scan/members.ts";
import { Scan, type ScanOptions } from "./scan/scan.ts";
import type { Topology } from "./topology.ts";
import {
  type GetStreamOptions,
  openValue,
  type SetStreamOptions,
  type ValueStream,
  writeValue,
} from "./values/value-stream.ts";

/** What a client offers to go over: keys, the members of one key, and the bytes of one value. */
export abstract class Contents {
  /**
   * The keys of the server or of the whole cluster: `for await (const key of client.scan({ match: "user:*" }))`.
   * A page of them is fetched as they are read, within `timeoutMs` each. The loop throws what keeps it from going on:
   * `DeliveryError` `ERR_TIMEOUT` when a node, or a slot's move, was waited for in vain; `signal.reason` when aborted.
   * https://valkey.io/commands/scan/
   * @throws {UsageError} `ERR_USAGE_OPTION` for a count or cursor that can't be.
   */
  scan(options: ScanOptions & { readonly reply: "bytes" }): Scan<Buffer>;
  scan(options?: ScanOptions & { readonly reply?: "text" }): Scan;
  scan(options: ScanOptions = {}): Scan<string | Buffer> {
    return new Scan(
      (words, call) => this.command(words, call),
      () => this.topology,
      () => this.suspect(),
      this.settings,
      options,
    );
  }

  /**
   * The fields and values of a hash: `for await (const [field, value] of client.hscan("h"))`. One that is there all the
   * time comes at least once. https://valkey.io/commands/hscan/
   * @throws {UsageError} `ERR_USAGE_OPTION` for an option that can't be. While it is read, as every command.
   */
  hscan<R extends Form = "text">(
    key: Key,
    options: MemberScanOptions & { readonly reply?: R } = {},
  ): AsyncIterable<[field: Text<R>, value: Text<R>]> {
    return scanMembers("HSCAN", key, options, (command, call) => this.send(command, call));
  }

  /** The members of a set, likewise. https://valkey.io/commands/sscan/ */
  sscan<R extends Form = "text">(
    key: Key,
    options: MemberScanOptions & { readonly reply?: R } = {},
  ): AsyncIterable<Text<R>> {
    return scanMembers("SSCAN", key, options, (command, call) => this.send(command, call));
  }

  /** The members of a sorted set and their scores, likewise. https://valkey.io/commands/zscan/ */
  zscan<R extends Form = "text">(
    key: Key,
    options: MemberScanOptions & { readonly reply?: R } = {},
  ): AsyncIterable<[member: Text<R>, score: number]> {
    return scanMembers("ZSCAN", key, options, (command, call) => this.send(command, call));
  }

  /**
   * The bytes of a string in parts, read as they are asked for, so that a large one takes neither memory nor the
   * connection: `await pipeline(Readable.from(stream), file)`.
   *
   * Returns `null` if there is no such key.
   * @throws {ReplyError} `WRONGTYPE` if it is no string. While it is read, {@link ValueError} `ERR_VALUE_CHANGED`.
   */
  getStream(key: Key, options: GetStreamOptions = {}): Promise<ValueStream | null> {
    return openValue(key, options, (command, call) => this.send(command, call));
  }

  /**
   * Writes a string in parts as they come, from any iterable of text and bytes, such as a `Readable`. The key gets it when
   * all is there; until then it keeps what it had, and for ever if the source fails or `signal` is aborted.
   *
   * Returns `false` if `nx` prevented it.
   * @throws {ValueError} `ERR_VALUE_TOO_LARGE` for more than 512 MiB; `ERR_VALUE_LOST` when the source paused for more than
   *   a minute, or a server lost what it had. What the source throws. Otherwise as every command; `unknown` of the last
   *   one, RENAME, means that the key may have got the value.
   */
  setStream(
    key: Key,
    source: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
    options: SetStreamOptions = {},
  ): Promise<boolean> {
    return writeValue(key, source, options, (command, call) => this.send(command, call));
  }

  abstract send<T>(command: Command<T>, options?: CallOptions): Promise<T>;
  abstract command<T>(words: readonly [string, ...Arg[]], options?: CallOptions): Promise<T>;
  abstract get topology(): Topology;
  protected abstract suspect(): void;
  protected abstract readonly settings: Settings;
}
