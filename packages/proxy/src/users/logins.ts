import { createHash, timingSafeEqual } from "node:crypto";
import type { UserConfig } from "../config/config.ts";
import { verifyPassword } from "../config/password.ts";
import { Few } from "./few.ts";

/** Hashes are computed on the threads that files and names are looked up on, too. */
const HASHES_AT_ONCE = 2;
const HASHES_WAITING = 256;

/** Too many log in at this moment, so that nobody knows whether a password is right. */
export class TooManyLogins extends Error {
  constructor() {
    super("too many clients log in at this moment");
  }
}

/** Checks who somebody is by the configuration's users. */
export class Logins {
  private readonly users: ReadonlyMap<string, UserConfig>;
  private readonly few = new Few(HASHES_AT_ONCE, HASHES_WAITING, () => new TooManyLogins());
  // Hashes are made to be slow: whoever logs in again is known by a quick one.
  private readonly known = new Map<string, Buffer>();

  constructor(users: readonly UserConfig[]) {
    this.users = new Map(users.map((user) => [user.name, user]));
  }

  has(name: string): boolean {
    return this.users.has(name);
  }

  /** The user with this name and password; `undefined` if there is none. @throws {TooManyLogins} */
  async check(name: string, password: string): Promise<UserConfig | undefined> {
    const { users, known } = this;
    const user = users.get(name);
    const quick = createHash("sha256").update(password).digest();
    const before = known.get(name);
    if (user !== undefined && before !== undefined && timingSafeEqual(quick, before)) return user;
    // A name that nobody has takes as long as one with a wrong password.
    const [some] = users.values();
    const good = await this.few.run(() => verifyPassword(password, (user ?? some)?.password ?? ""));
    if (user === undefined || !good) return undefined;
    known.set(name, quick);
    return user;
  }
}
