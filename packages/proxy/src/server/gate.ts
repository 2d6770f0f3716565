import type { RespListenerConfig, UserConfig } from "../config/config.ts";
import { Refusal } from "../resp/error-text.ts";
import type { Admission, Gate } from "../resp/shared.ts";
import type { Login } from "../resp/upstream.ts";
import { Logins, TooManyLogins } from "../users/logins.ts";
import { UserRules } from "./user-rules.ts";

const WRONG = "WRONGPASS invalid username-password pair or user is disabled.";
const NO_PASSWORD =
  "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?";

/** A gate that can be asked whether somebody who has come in is still welcome. */
export interface Door extends Gate {
  welcomes(user: string): boolean;
}

/** Who may come in at a listener. `verify`: asks the backend whether a login is good. */
export function gateOf(
  auth: RespListenerConfig["auth"],
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
  const logins = new Logins(users);
  const rules = new Map(users.map((user) => [user.name, new UserRules(user)]));
  return {
    nobody: undefined,
    async admit({ username, password }) {
      const user = await logins.check(username, password).catch((error: unknown) => {
        throw error instanceof TooManyLogins ? new Refusal(`ERR proxy: ${error.message}`) : error;
      });
      if (user === undefined) throw new Refusal(WRONG);
      return admissionOf(user);
    },
    welcomes: (user) => logins.has(user),
    forbids: (user, asked) => rules.get(user)?.forbids(asked),
  };
}

function admissionOf({ name, mode }: UserConfig): Admission {
  return mode === undefined ? { user: name } : { user: name, mode };
}
