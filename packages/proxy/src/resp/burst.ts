import { type Bundled, Flag } from "fairlead/internal";
import { type CommandEncoder, type ErrorReply, encodeCommand } from "fairlead-resp";
import type { Collected } from "./collected.ts";
import { Refusal, textOfReply } from "./error-text.ts";
import type { Exchange } from "./exchange.ts";

const MULTI: Buffer = encodeCommand(["MULTI"]);
const EXEC: Buffer = encodeCommand(["EXEC"]);
/** The place of MULTI's reply. */
const OF_MULTI = -1;

/** A collected transaction on its way: `MULTI`, its commands and `EXEC` in one write, so that nothing comes between. */
export class Burst implements Bundled {
  /** What the server refused to queue, by the command's index; -1 is MULTI itself. */
  readonly refusals: Map<number, ErrorReply> = new Map();
  private readonly collected: Collected;

  constructor(collected: Collected) {
    this.collected = collected;
  }

  get bytes(): number {
    return this.collected.bytes;
  }

  get commands(): readonly Exchange[] {
    return this.collected.commands;
  }

  /** What the client is told in place of `QUEUED`, by the command's index: of the last time that it was sent. */
  get texts(): ReadonlyMap<number, string> | undefined {
    if (this.refusals.size === 0) return undefined;
    return new Map([...this.refusals].map(([index, each]) => [index, textOfReply(each)]));
  }

  encode(encoder: CommandEncoder, expect: (index: number) => void): void {
    this.refusals.clear();
    encodeTransaction(this.commands, encoder, expect);
  }

  refuse(index: unknown, reply: ErrorReply): void {
    this.refusals.set(index as number, reply);
  }

  /** Where nothing ran, the reason why the first command was not queued says whether it may be tried elsewhere. */
  reason(reply: ErrorReply): ErrorReply {
    const [first] = this.refusals.values();
    return reply.code === "EXECABORT" && first !== undefined && !this.refusals.has(OF_MULTI) ? first : reply;
  }

  refusal(_name: string, reply: ErrorReply): Error {
    const [first] = this.texts?.values() ?? [];
    if (first === undefined) return new Refusal(textOfReply(reply));
    // Whoever was told that all was queued has not heard of the reason.
    const why = this.collected.confirmed ? `because of: ${first}` : "because of previous errors.";
    return new Refusal(`EXECABORT Transaction discarded ${why}`);
  }
}

/** Flags for a whole transaction: read-only if all of its commands are. */
export function flagsOf(commands: readonly Exchange[]): number {
  return commands.every(({ row }) => (row.spec.flags & Flag.READONLY) !== 0) ? Flag.READONLY : Flag.WRITE;
}

/** Writes a transaction, as `Bundled.encode` says. */
export function encodeTransaction(
  commands: readonly Exchange[],
  encoder: CommandEncoder,
  expect: (index: number) => void,
): void {
  encoder.appendBytes(MULTI, 0, MULTI.length);
  expect(OF_MULTI);
  commands.forEach(({ bytes, from, to }, index) => {
    encoder.appendBytes(bytes, from, to);
    expect(index);
  });
  encoder.appendBytes(EXEC, 0, EXEC.length);
}
