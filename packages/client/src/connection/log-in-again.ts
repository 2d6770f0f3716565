import { DecodeMode } from "fairlead-resp";
import { plainSpec } from "../commands/plain-spec.ts";
import type { CredentialSource, Credentials } from "../credentials.ts";
import type { Cancel } from "../runtime.ts";
import { Call } from "./call.ts";
import type { Connection } from "./connection.ts";
import { authArguments } from "./handshake.ts";

const AUTH = plainSpec("AUTH");

/**
 * Has a connection log in again whenever there are new credentials, until it is cancelled. One that somebody has to itself is
 * not spoken on: it is not lent again. One that the server refuses is given up, and made anew.
 * https://valkey.io/commands/auth/
 */
export function keepLoggedIn(
  connection: Connection,
  source: CredentialSource,
  current: Credentials | undefined,
  patienceMs: number,
  now: () => number,
): Cancel {
  const renew = (credentials: Credentials): void => {
    if (!connection.open) return;
    if (connection.lent) {
      connection.outdated = true;
      return;
    }
    const refused = {
      fulfil: () => undefined,
      reject: (_part: number, error: Error) =>
        connection.destroy("ERR_CONNECT_LOST", "The server did not take the new credentials", error),
    };
    connection.send(
      new Call(AUTH, authArguments(credentials), DecodeMode.PLAIN, now() + patienceMs, true, refused),
    );
  };
  return source.register(renew, current);
}
