import type { HeaderLine } from "./headers.ts";

/** How long a response may be used, as its own headers say. In ms from {@link StoredResponse.receivedAt}. */
export interface Freshness {
  /** Until then it is fresh. May be less than 0. */
  readonly freshMs: number;
  /** How long after that it may be used while it is being revalidated. */
  readonly whileRevalidateMs: number;
  /** How long after that it may be used if the origin fails. */
  readonly ifErrorMs: number;
}

/** A response in the cache. */
export interface StoredResponse {
  readonly kind: "response";
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Uint8Array;
  /** ms since 1970. */
  readonly receivedAt: number;
  /** How old it was then, in ms. */
  readonly ageMs: number;
  /** Whether it may answer requests with credentials that its key does not tell apart. */
  readonly open: boolean;
  /** Only if its headers decide. */
  readonly freshness?: Freshness;
}

/** Stands where the response would, when there is one for each combination of some request headers. */
export interface VaryIndex {
  readonly kind: "index";
  /** Names in lower case, in alphabetical order. */
  readonly vary: readonly string[];
  /** In the keys of the variants: with another index they are out of reach. */
  readonly generation: string;
}

/** What those who wait are given when there is nothing to share. Never stored. */
export interface Unshared {
  readonly kind: "unshared";
}

export type StoredValue = StoredResponse | VaryIndex | Unshared;

export const UNSHARED: Unshared = { kind: "unshared" };

/** A stored response that survives JSON too: its body as Base64 there. */
class KeptResponse implements StoredResponse {
  readonly kind = "response";
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Uint8Array;
  readonly receivedAt: number;
  readonly ageMs: number;
  readonly open: boolean;
  declare readonly freshness?: Freshness;

  constructor(fields: Omit<StoredResponse, "kind">) {
    this.status = fields.status;
    this.statusText = fields.statusText;
    this.headers = fields.headers;
    this.body = fields.body;
    this.receivedAt = fields.receivedAt;
    this.ageMs = fields.ageMs;
    this.open = fields.open;
    if (fields.freshness !== undefined) this.freshness = fields.freshness;
  }

  toJSON(): object {
    const { byteLength, byteOffset, buffer } = this.body;
    return { ...this, body: Buffer.from(buffer, byteOffset, byteLength).toString("base64") };
  }
}

export function stored(fields: Omit<StoredResponse, "kind">): StoredResponse {
  return new KeptResponse(fields);
}

/** What a layer gave back, if it is what was put there; undefined for anything else. */
export function readStored(value: unknown): StoredValue | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const given = value as Partial<StoredResponse> & Partial<Omit<VaryIndex, "kind">>;
  switch ((value as { kind?: unknown }).kind) {
    case "unshared":
      return UNSHARED;
    case "index":
      return Array.isArray(given.vary) && typeof given.generation === "string"
        ? { kind: "index", vary: given.vary, generation: given.generation }
        : undefined;
    case "response":
      return readResponse(given);
    default:
      return undefined;
  }
}

function readResponse(given: Partial<StoredResponse>): StoredResponse | undefined {
  if (given instanceof KeptResponse) return given;
  const { status, statusText, headers, receivedAt, ageMs, open, freshness } = given;
  const body = bytesOf(given.body);
  if (body === undefined || !Array.isArray(headers)) return undefined;
  if (typeof status !== "number" || typeof receivedAt !== "number" || typeof ageMs !== "number") {
    return undefined;
  }
  return stored({
    status,
    statusText: statusText ?? "",
    headers,
    body,
    receivedAt,
    ageMs,
    open: open === true,
    ...(freshness && { freshness }),
  });
}

function bytesOf(body: unknown): Uint8Array | undefined {
  if (body instanceof Uint8Array) return body;
  return typeof body === "string" ? Buffer.from(body, "base64") : undefined;
}
