import type { Reader } from "./shared.ts";

/** What is known of the reader at the other end of a session. */
export class NewsContext {
  readonly id: number;
  /** Remote and local address. */
  readonly address: string;
  readonly localAddress: string;
  readonly connectedAt: number;
  /** `undefined` until somebody has logged in, where that is needed. */
  reader: Reader | undefined;
  lastCommand = "";

  constructor(
    id: number,
    address: string,
    localAddress: string,
    connectedAt: number,
    reader: Reader | undefined,
  ) {
    this.id = id;
    this.address = address;
    this.localAddress = localAddress;
    this.connectedAt = connectedAt;
    this.reader = reader;
  }

  get user(): string | undefined {
    return this.reader?.user;
  }
}

/** Whoever comes where nobody has to log in. */
export const ANYBODY: Reader = { user: "default" };
