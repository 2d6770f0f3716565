// A process with a bare connection for each channel, of a cluster to its nodes in turn. It publishes what it is told to.
import { connect, type Socket } from "node:net";
import type { Address } from "../../servers/address.ts";
import { encodeCommand } from "../../servers/encode.ts";
import { CHANNELS, CREDIT, PAYLOAD_BYTES, type PublisherOrder } from "./fan-in-terms.ts";

const payload = "m".repeat(PAYLOAD_BYTES);
const greetings = CHANNELS.map((channel) => encodeCommand(["PUBLISH", channel, payload]));
const credits = greetings.map((one) => Buffer.concat(Array<Buffer>(CREDIT / CHANNELS.length).fill(one)));
let sockets: readonly Socket[] = [];

process.on("message", (order: PublisherOrder) => {
  if (order === "greet") publish(greetings);
  else if (order === "credit") publish(credits);
  else sockets = CHANNELS.map((_, index) => open(order.nodes[index % order.nodes.length]!));
});
process.on("disconnect", () => process.exit());

function publish(messages: readonly Buffer[]): void {
  for (const [index, message] of messages.entries()) sockets[index]!.write(message);
}

function open({ host, port }: Address): Socket {
  return connect({ host, port, noDelay: true }).resume(); // how many heard it is of no interest
}
