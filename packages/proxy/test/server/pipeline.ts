import { encodeCommand } from "fairlead-resp";
import type { RawClient } from "./raw-client.ts";

/** Increments a key without end, 50 requests ahead of the replies, and keeps the replies. */
export function pipeline(client: RawClient, key: string): { readonly replies: unknown[]; sent: number } {
  const state = { replies: [] as unknown[], sent: 0 };
  const next = (): void => {
    if (client.socket.destroyed || client.socket.writableEnded) return;
    state.sent++;
    void client.reply().then((reply) => {
      if (reply === undefined) return;
      state.replies.push(reply);
      next();
    });
    client.socket.write(encodeCommand(["INCR", key]));
  };
  for (let at = 0; at < 50; at++) next();
  return state;
}
