/** One end of a way between two processes. */
type Message =
  | { readonly id: number; readonly topic: string; readonly body: unknown }
  | { readonly id: number; readonly reply: unknown }
  | { readonly id: number; readonly error: string };

interface Pending {
  resolve(reply: unknown): void;
  reject(error: Error): void;
}

/** Requests and their replies, in both directions, between two processes that can send each other messages. */
export class Channel {
  private readonly send: (message: unknown) => void;
  private readonly pending = new Map<number, Pending>();
  private readonly handlers = new Map<string, (body: unknown) => unknown>();
  private lastId = 0;

  constructor(send: (message: unknown) => void) {
    this.send = send;
  }

  /** Says what a request about a topic does here. What it throws, the other side throws. */
  on(topic: string, handler: (body: unknown) => unknown): void {
    this.handlers.set(topic, handler);
  }

  /** @throws {Error} of the other side, or because it has ended. */
  request(topic: string, body?: unknown): Promise<unknown> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.send({ id, topic, body });
    });
  }

  /** Takes a message of the other side. */
  receive(message: unknown): void {
    const known = message as Message;
    if ("topic" in known) void this.answer(known);
    else {
      const pending = this.pending.get(known.id);
      this.pending.delete(known.id);
      if ("error" in known) pending?.reject(new Error(known.error));
      else pending?.resolve(known.reply);
    }
  }

  /** The other side is gone: what it owes a reply fails. */
  end(): void {
    for (const { reject } of this.pending.values()) reject(new Error("the process has ended"));
    this.pending.clear();
  }

  private async answer({ id, topic, body }: { id: number; topic: string; body: unknown }): Promise<void> {
    try {
      this.send({ id, reply: await this.handlers.get(topic)?.(body) });
    } catch (error) {
      this.send({ id, error: error instanceof Error ? error.message : String(error) });
    }
  }
}
