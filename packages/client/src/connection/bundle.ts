import { type CommandEncoder, ErrorReply, encodeWords, type Reply } from "fairlead-resp";
import type { CallOptions } from "../call-options.ts";
import { type Command, type CommandSpec, Flag } from "../commands/command.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import { ReplyError } from "../errors.ts";
import { withScript } from "../scripts/supply-script.ts";
import { TransactionError } from "../session-errors.ts";
import type { Bundled } from "./bundled.ts";
import { formOf as formIn, modeOf } from "./mode.ts";
import { argsBytes } from "./queued-bytes.ts";

const SPEC = plainSpec("EXEC");
const MULTI = encodeWords("MULTI");
const DISCARD = encodeWords("DISCARD");
const NO_ARGS: readonly never[] = [];
/** The places of MULTI's reply, and of one that nobody cares for. */
const OF_MULTI = -1;
const OF_DISCARD = -2;

/** Commands that leave as MULTI ... EXEC, without a gap: one call on its way, whose reply is that of EXEC. */
export class Bundle implements Bundled {
  readonly commands: readonly Command[];
  /** For the call: read-only if all of the commands are, writing if any is. */
  readonly spec: CommandSpec;
  /** How EXEC's reply is to come: as all commands want theirs, or as bytes, since text can be made of them. */
  readonly reply: Form;
  /** What the server refused to queue, by the command's index; -1 is MULTI itself. */
  readonly refusals: Map<number, ErrorReply> = new Map();

  /** @throws {UsageError} if a command names no form of replies. */
  constructor(commands: readonly Command[]) {
    // EXEC would run the others without a script that the server doesn't know.
    this.commands = commands.map(withScript);
    const flags = commands.map(({ spec }) => spec.flags);
    const writes = flags.some((each) => (each & Flag.WRITE) !== 0) ? Flag.WRITE : 0;
    const reads = flags.every((each) => (each & Flag.READONLY) !== 0) ? Flag.READONLY : 0;
    const [form = "text", ...others] = new Set(commands.map(formOf));
    this.reply = others.length === 0 ? form : "bytes";
    this.spec = { ...SPEC, flags: writes | reads, decode: (reply) => this.decode(reply) };
  }

  get bytes(): number {
    return this.commands.reduce((sum, { args }) => sum + argsBytes(args), 0);
  }

  /** If a command can't be encoded the transaction is discarded, and the mistake thrown. */
  encode(encoder: CommandEncoder, expect: (index: number) => void): void {
    this.refusals.clear();
    encoder.append(MULTI, NO_ARGS);
    expect(OF_MULTI);
    try {
      this.commands.forEach(({ spec, args }, index) => {
        encoder.append(spec.words, args);
        expect(index);
      });
    } catch (error) {
      encoder.append(DISCARD, NO_ARGS);
      expect(OF_DISCARD);
      throw error;
    }
    encoder.append(this.spec.words, NO_ARGS);
  }

  /** The server refused to queue a command. `index` is the argument of its place in the queue of replies. */
  refuse(index: unknown, reply: ErrorReply): void {
    if (typeof index === "number" && index !== OF_DISCARD) this.refusals.set(index, reply);
  }

  /**
   * What is behind EXEC's refusal: where nothing ran, the reason why the first command was not queued.
   * https://valkey.io/topics/transactions/
   */
  reason(reply: ErrorReply): ErrorReply {
    const [first] = this.refusals.values();
    return reply.code === "EXECABORT" && first !== undefined && !this.refusals.has(OF_MULTI) ? first : reply;
  }

  refusal(name: string, reply: ErrorReply, address: string): Error {
    if (this.refusals.size === 0) return new ReplyError(reply.code, reply.message, name, address);
    // Without MULTI the commands were no transaction, and may have run each by itself.
    const noMulti = this.refusals.get(OF_MULTI);
    if (noMulti !== undefined) return new ReplyError(noMulti.code, noMulti.message, "MULTI", address);
    const refusals = new Map<number, ReplyError>();
    for (const [index, { code, message }] of this.refusals) {
      refusals.set(index, new ReplyError(code, message, this.commands[index]!.spec.name, address));
    }
    const [first] = refusals.values();
    const text = `${refusals.size} of ${this.commands.length} commands were refused, so none ran: ${first?.message}`;
    return new TransactionError("EXECABORT", text, refusals);
  }

  /** Each command's reply decoded as its own, errors among them; `null` if a watched key had changed. */
  private decode(reply: Reply): readonly unknown[] | null {
    if (reply === null) return null;
    if (!Array.isArray(reply) || reply.length !== this.commands.length) {
      throw new TypeError("EXEC did not answer with a reply for each command");
    }
    return this.commands.map((command, index) => this.decodeOne(command, reply[index] as Reply));
  }

  private decodeOne(command: Command, reply: Reply): unknown {
    const { spec, args, options } = command;
    if (reply instanceof ErrorReply) return new ReplyError(reply.code, reply.message, spec.name, "");
    const form = formOf(command);
    const own = form === this.reply ? reply : toText(reply, form === "latin1" ? "latin1" : "utf8");
    return spec.decode === undefined ? own : spec.decode(own, args, modeOf(options));
  }
}

type Form = NonNullable<CallOptions["reply"]>;

function formOf({ options }: Command): Form {
  return formIn(modeOf(options));
}

/** A reply that came as bytes, as it would have come as text. */
function toText(reply: Reply, encoding: "utf8" | "latin1"): Reply {
  if (Buffer.isBuffer(reply)) return reply.toString(encoding);
  if (Array.isArray(reply)) return reply.map((one) => toText(one, encoding));
  if (!(reply instanceof Map)) return reply;
  const entries = [...reply].map(([name, value]) => [
    Buffer.isBuffer(name) ? name.toString(encoding) : String(name),
    toText(value, encoding),
  ]);
  return Object.fromEntries(entries) as Reply;
}
