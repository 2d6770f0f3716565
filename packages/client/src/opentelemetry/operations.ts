import {
  type Attributes,
  context,
  type Histogram,
  type Meter,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from "@opentelemetry/api";
import type { CommandBatch, CommandEvent } from "../diagnostics/events.ts";
import { errorAttributes, serverAttributes } from "./attributes.ts";

/** One command, or the commands of one pipeline, under way. */
interface Operation {
  readonly span: Span;
  /** The first command's name. */
  readonly command: string;
  /** Whether every command has that name. */
  uniform: boolean;
  /** Commands not settled yet. */
  missing: number;
  failed: CommandEvent | undefined;
}

/** Seconds. https://opentelemetry.io/docs/specs/semconv/db/database-metrics/ */
const BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/** Makes one span and one measurement of each command, and of each pipeline. */
export class Operations {
  private readonly open = new Map<CommandEvent | CommandBatch, Operation>();
  private readonly duration: Histogram;
  private readonly tracer: Tracer;

  constructor(tracer: Tracer, meter: Meter) {
    this.tracer = tracer;
    this.duration = meter.createHistogram("db.client.operation.duration", {
      description: "Duration of database client operations.",
      unit: "s",
      advice: { explicitBucketBoundaries: BUCKETS },
    });
  }

  started(event: CommandEvent): void {
    const known = this.open.get(event.batch ?? event);
    if (known === undefined) {
      this.open.set(event.batch ?? event, this.begin(event));
    } else if (known.command !== event.command) {
      known.uniform = false;
    }
  }

  settled(event: CommandEvent): void {
    const operation = this.open.get(event.batch ?? event);
    if (operation === undefined) return;
    if (event.outcome === "error") operation.failed ??= event;
    if (--operation.missing > 0) return;
    this.open.delete(event.batch ?? event);
    this.end(operation, event);
  }

  stop(): void {
    for (const { span } of this.open.values()) span.end();
    this.open.clear();
  }

  private begin(event: CommandEvent): Operation {
    const name = event.batch === undefined ? event.command : "PIPELINE";
    const attributes: Attributes = { ...common(event), "db.operation.name": name };
    if (event.batch !== undefined) attributes["db.operation.batch.size"] = event.batch.size;
    const span = this.tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, context.active());
    return {
      span,
      command: event.command,
      uniform: true,
      missing: event.batch?.size ?? 1,
      failed: undefined,
    };
  }

  /** `last` is the command that was settled last, which for a pipeline says nothing of where the others went. */
  private end({ span, command, uniform, failed }: Operation, last: CommandEvent): void {
    const { batch } = last;
    const name = batch === undefined ? command : uniform ? `PIPELINE ${command}` : "PIPELINE";
    const attributes = {
      "db.operation.name": name,
      ...(batch === undefined ? serverAttributes(last.address) : {}),
      ...errorAttributes(failed?.code, failed?.delivery === undefined),
    };
    span.updateName(name);
    span.setAttributes(attributes);
    if (failed !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    const seconds = ((last.settledAt as number) - last.startedAt) / 1000;
    this.duration.record(seconds, { ...common(last), ...attributes });
  }
}

function common(event: CommandEvent): Attributes {
  return { "db.system.name": "redis", "db.namespace": String(event.database) };
}
