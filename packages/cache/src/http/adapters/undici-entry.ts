import type { VaryIndex } from "../stored.ts";

/** A response without its body, as undici gives it to a store and wants it back. */
export interface UndiciValue {
  statusCode: number;
  statusMessage: string;
  headers: Record<string, string | string[]>;
  vary?: Record<string, string | string[] | null>;
  etag?: string;
  cacheControlDirectives?: object;
  /** All in ms since 1970. */
  cachedAt: number;
  staleAt: number;
  deleteAt: number;
}

export type UndiciStored = UndiciEntry | VaryIndex;

/** A response of undici's. Survives JSON too: its body as Base64 there. */
export class UndiciEntry {
  readonly kind = "undici";
  readonly head: UndiciValue;
  readonly body: Buffer;

  constructor(head: UndiciValue, body: Buffer) {
    this.head = head;
    this.body = body;
  }

  toJSON(): object {
    return { kind: this.kind, head: this.head, body: this.body.toString("base64") };
  }
}

export function isIndex(value: unknown): value is VaryIndex {
  return typeof value === "object" && value !== null && (value as { kind?: unknown }).kind === "index";
}

/** What a layer gave back, if it is what was put there; undefined for anything else. */
export function readEntry(value: unknown): UndiciEntry | undefined {
  if (value instanceof UndiciEntry) return value;
  const { kind, head, body } = (value ?? {}) as { kind?: unknown; head?: UndiciValue; body?: unknown };
  if (kind !== "undici" || head === undefined) return undefined;
  if (typeof body === "string") return new UndiciEntry(head, Buffer.from(body, "base64"));
  return body instanceof Uint8Array ? new UndiciEntry(head, Buffer.from(body)) : undefined;
}
