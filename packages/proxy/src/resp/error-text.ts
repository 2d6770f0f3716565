import { DeliveryError, FanOutError, PartialError, ReplyError, UsageError } from "fairlead";
import { wholeText } from "fairlead/internal";
import type { ErrorReply } from "fairlead-resp";

/** An error of the proxy's own, or a server's: its text is what the client sees. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** `-text`. Each character stands for a byte; line breaks, which an error can't hold, become spaces. */
export function errorBytes(text: string): Buffer {
  return Buffer.from(`-${text.replace(/[\r\n]+/g, " ")}\r\n`, "latin1");
}

/** What the client is told of an error that its command met with. */
export function textOf(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof ReplyError) return textOfReply({ code: error.code, message: wholeText(error) });
  if (error instanceof DeliveryError) return textOfDelivery(error);
  if (error instanceof FanOutError || error instanceof PartialError) return textOfPartial(error);
  if (error instanceof UsageError) return `ERR ${error.message}`;
  return `ERR proxy: ${error instanceof Error ? error.message : String(error)}`;
}

/** Redirects are the proxy's business: what is left of them is that it did not work out in time. */
export function textOfReply({ code, message }: Pick<ErrorReply, "code" | "message">): string {
  return code === "MOVED" || code === "ASK" ? "TRYAGAIN proxy: the slot is moving to another node" : message;
}

function textOfDelivery({ code, delivery, address, cause }: DeliveryError): string {
  const server = address === undefined || address === "" ? "the servers" : address;
  const known = delivery === "unknown" ? ", outcome unknown" : "";
  if (cause instanceof ReplyError && delivery === "unsent") return textOf(cause);
  switch (code) {
    case "ERR_TIMEOUT":
      return known === ""
        ? `CLUSTERDOWN proxy: no way to ${server} in time`
        : `ERR proxy: no reply from ${server} in time${known}`;
    case "ERR_POOL_FULL":
      return `ERR proxy: too many wait for a connection of their own to ${server}`;
    case "ERR_QUEUE_FULL":
      return `ERR proxy: too much waits for ${server}`;
    case "ERR_CLOSED":
      return `ERR proxy: shutting down${known}`;
    default:
      return known === ""
        ? `CLUSTERDOWN proxy: no connection to ${server}`
        : `ERR proxy: connection to ${server} lost${known}`;
  }
}

function textOfPartial({ outcomes }: FanOutError | PartialError): string {
  const all = [...outcomes.values()];
  const failures = all.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  // If all failed, that one may have run is what the client has to know.
  const unknown = failures.find((error) => error instanceof DeliveryError && error.delivery === "unknown");
  if (failures.length === all.length) return textOf(unknown ?? failures[0]);
  return `ERR proxy: partial failure, ${failures.length} of ${all.length} parts failed: ${textOf(failures[0])}`;
}

/** What a subscriber of RESP2 is told of other commands. */
export function onlySubscribed(name: string): string {
  const allowed = "(P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";
  return `ERR Can't execute '${name.toLowerCase()}': only ${allowed}`;
}
