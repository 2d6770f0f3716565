import { ErrorReply, type Reply } from "fairlead-resp";
import { type Command, type CommandSpec, Flag } from "../commands/command.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import { ReplyError } from "../errors.ts";
import { withScript } from "../scripts/supply-script.ts";
import { modeOf } from "./mode.ts";

const SPEC = plainSpec("EXEC");

/** Commands that leave as MULTI ... EXEC, without a gap: one call on its way, whose reply is that of EXEC. */
export class Bundle {
  readonly commands: readonly Command[];
  /** For the call: read-only if all of the commands are, writing if any is. */
  readonly spec: CommandSpec;
  /** How EXEC's reply is to come: as bytes if any command wants bytes, since text can be made of them. */
  readonly reply: "text" | "bytes";
  /** What the server refused to queue, by the command's index; -1 is MULTI itself. */
  readonly refusals: Map<number, ErrorReply> = new Map();

  constructor(commands: readonly Command[]) {
    // EXEC would run the others without a script that the server doesn't know.
    this.commands = commands.map(withScript);
    const flags = commands.map(({ spec }) => spec.flags);
    const writes = flags.some((each) => (each & Flag.WRITE) !== 0) ? Flag.WRITE : 0;
    const reads = flags.every((each) => (each & Flag.READONLY) !== 0) ? Flag.READONLY : 0;
    this.reply = commands.some(({ options }) => options?.reply === "bytes") ? "bytes" : "text";
    this.spec = { ...SPEC, flags: writes | reads, decode: (reply) => this.decode(reply) };
  }

  /** The server refused to queue a command. `index` is the argument of its place in the queue of replies. */
  refuse(index: unknown, reply: ErrorReply): void {
    if (typeof index === "number") this.refusals.set(index, reply);
  }

  /**
   * What is behind EXEC's refusal: where nothing ran, the reason why the first command was not queued.
   * https://valkey.io/topics/transactions/
   */
  reason(reply: ErrorReply): ErrorReply {
    const [first] = this.refusals.values();
    return reply.code === "EXECABORT" && first !== undefined && !this.refusals.has(-1) ? first : reply;
  }

  /** Each command's reply decoded as its own, errors among them; `null` if a watched key had changed. */
  private decode(reply: Reply): readonly unknown[] | null {
    if (reply === null) return null;
    if (!Array.isArray(reply) || reply.length !== this.commands.length) {
      throw new TypeError("EXEC did not answer with a reply for each command");
    }
    return this.commands.map((command, index) => this.decodeOne(command, reply[index] as Reply));
  }

  private decodeOne({ spec, args, options }: Command, reply: Reply): unknown {
    if (reply instanceof ErrorReply) return new ReplyError(reply.code, reply.message, spec.name, "");
    const own = (options?.reply ?? "text") === this.reply ? reply : toText(reply);
    return spec.decode === undefined ? own : spec.decode(own, args, modeOf(options));
  }
}

/** A reply that came as bytes, as it would have come as text. */
function toText(reply: Reply): Reply {
  if (Buffer.isBuffer(reply)) return reply.toString();
  if (Array.isArray(reply)) return reply.map(toText);
  if (!(reply instanceof Map)) return reply;
  return Object.fromEntries([...reply].map(([name, value]) => [String(name), toText(value)]));
}
