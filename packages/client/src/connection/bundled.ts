import type { CommandEncoder, ErrorReply } from "fairlead-resp";

/** What leaves as several commands without a gap: one call on its way, whose reply is that of the last. */
export interface Bundled {
  /** About how much memory it holds, in bytes. */
  readonly bytes: number;
  /** Writes the commands. `expect` queues a place for each reply but the last, which `refuse` will name by its `index`. */
  encode(encoder: CommandEncoder, expect: (index: number) => void): void;
  /** The server refused one of them. */
  refuse(index: unknown, reply: ErrorReply): void;
  /** What is behind the last one's refusal. */
  reason(reply: ErrorReply): ErrorReply;
  /** The error of the whole if the server at `address` refused the last one, `name`, for `reply`. */
  refusal(name: string, reply: ErrorReply, address: string): Error;
}
