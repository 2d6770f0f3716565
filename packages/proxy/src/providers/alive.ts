import type { ProviderConnection } from "./provider-connection.ts";

const DATE = Buffer.from("DATE\r\n");

/** Asks a free connection for the date, and tells whether it answers. Not called back if it is destroyed meanwhile. */
export function askAlive(connection: ProviderConnection, then: (isAlive: boolean) => void): void {
  let isAlive = false;
  connection.exchange("DATE", DATE, {
    head: (status) => {
      isAlive = status === 111;
    },
    piece: () => undefined,
    end: () => then(isAlive),
    lost: () => then(false),
  });
}
