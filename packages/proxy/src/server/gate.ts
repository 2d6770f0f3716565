import { createHash, timingSafeEqual } from "node:crypto";
import type { ListenerConfig, UserConfig } from "../config/config.ts";
import { verifyPassword } from "../config/password.ts";
import { Refusal } from "../resp/error-text.ts";
import type { Admission, Gate } from "../resp/shared.ts";
import type { Login } from "../resp/upstream.ts";
import { Few } from "./few.ts";
import { UserRules } from "./user-rules.ts";

const WRONG = "WRONGPASS invalid username-password pair or user is disabled.";
const NO_PASSWORD =
  "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?";

/** A gate that can be asked whether somebody who has come in is still welcome. */
export interface Door extends Gate {
  welcomes(user: string): boolean;
}

/** Hashes are computed on the threads that files and names are looked up on, too. */
const HASHES_AT_ONCE = 2;
const HASHES_WAITING = 256;
const BUSY = "ERR proxy: too many clients log in at this moment";

/** Who may come in at a listener. `verify`: asks the backend whether a login is good. */
export function gateOf(
  auth: ListenerConfig["auth"],
  users: readonly UserConfig[],
  verify: (login: Login) => Promise<boolean>,
): Door {
  switch (auth) {
    case "none":
      return OPEN;
    case "users":
      return userGate(users);
    case "backend":
      return {
        nobody: undefined,
        async admit(login) {
          if (!(await verify(login))) throw new Refusal(WRONG);
          return { user: login.username, login };
        },
        welcomes: () => true, // the servers end the connections of users that they have deleted
      };
  }
}

/** Nobody has to log in. */
const OPEN: Door = {
  nobody: "default",
  async admit({ username }, named) {
    if (!named) throw new Refusal(NO_PASSWORD);
    if (username !== "default") throw new Refusal(WRONG);
    return { user: "default" };
  },
  welcomes: (user) => user === "default",
};

function userGate(users: readonly UserConfig[]): Door {
  const byName = new Map(users.map((user) => [user.name, user]));
  const rules = new Map(users.map((user) => [user.name, new UserRules(user)]));
  const [some] = users;
  const few = new Few(HASHES_AT_ONCE, HASHES_WAITING, () => new Refusal(BUSY));
  // Hashes are made to be slow: whoever logs in again is known by a quick one.
  const known = new Map<string, Buffer>();
  return {
    nobody: undefined,
    async admit({ username, password }) {
      const user = byName.get(username);
      const quick = createHash("sha256").update(password).digest();
      const before = known.get(username);
      if (user !== undefined && before !== undefined && timingSafeEqual(quick, before))
        return admissionOf(user);
      // A name that nobody has takes as long as one with a wrong password.
      const good = await few.run(() => verifyPassword(password, (user ?? some)?.password ?? ""));
      if (user === undefined || !good) throw new Refusal(WRONG);
      known.set(username, quick);
      return admissionOf(user);
    },
    welcomes: (user) => byName.has(user),
    forbids: (user, row, keys) => rules.get(user)?.forbids(row, keys),
  };
}

function admissionOf({ name, mode }: UserConfig): Admission {
  return mode === undefined ? { user: name } : { user: name, mode };
}
