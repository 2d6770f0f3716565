/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where everything of the harness listens. */
export const LOOPBACK = "127.0.0.1";
