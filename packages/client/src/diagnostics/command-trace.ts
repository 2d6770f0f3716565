import { type Channel, channel } from "node:diagnostics_channel";
import { type Delivery, ReplyError } from "../errors.ts";
import { codeOf, deliveryOf } from "./code.ts";
import type { CommandBatch, CommandEvent } from "./events.ts";

const started: Channel = channel("fairlead:command:start");
const settled: Channel = channel("fairlead:command");

/** What a call carries while somebody listens: its event in the making. */
export class CommandTrace implements CommandEvent {
  readonly command: string;
  readonly database: number;
  readonly batch: CommandBatch | undefined;
  readonly startedAt: number = performance.now();
  queuedAt: number | undefined = undefined;
  writtenAt: number | undefined = undefined;
  settledAt: number | undefined = undefined;
  attempts = 0;
  address: string | undefined = undefined;
  slot = -1;
  outcome: CommandEvent["outcome"] = "pending";
  code: string | undefined = undefined;
  delivery: Delivery | undefined = undefined;

  constructor(command: string, database: number, batch: CommandBatch | undefined) {
    this.command = command;
    this.database = database;
    this.batch = batch;
  }

  queued(address: string): void {
    this.queuedAt = performance.now();
    this.address = address;
  }

  written(address: string): void {
    this.writtenAt = performance.now();
    this.address = address;
    this.attempts++;
  }

  fulfilled(slot: number): void {
    this.outcome = "ok";
    this.settle(slot);
  }

  /** `written`: it was on its way to the server, and not answered. */
  rejected(slot: number, error: unknown, written: boolean): void {
    this.outcome = "error";
    this.code = codeOf(error);
    if (!(error instanceof ReplyError)) this.delivery = deliveryOf(error) ?? (written ? "unknown" : "unsent");
    this.settle(slot);
  }

  private settle(slot: number): void {
    this.settledAt = performance.now();
    this.slot = slot;
    settled.publish(this);
  }
}

/** Begins the event of a command that is called now; `undefined` if nobody listens. */
export function traceCommand(
  command: string,
  database: number,
  batch: CommandBatch | undefined,
): CommandTrace | undefined {
  if (!settled.hasSubscribers) return undefined;
  const trace = new CommandTrace(command, database, batch);
  started.publish(trace);
  return trace;
}

/** What the commands of a pipeline have in common; `undefined` for fewer than two, or if nobody listens. */
export function traceBatch(size: number): CommandBatch | undefined {
  return size > 1 && settled.hasSubscribers ? { size } : undefined;
}
