import type { SessionMode } from "fairlead-session";
import type { OneRoute } from "../route.ts";

/** Options of `client.session()`. */
export interface SessionOptions {
  /**
   * - `"hybrid"`: shares the client's connections, and has one of its own while the server remembers something for it;
   * - `"stateful"`: has one of its own from its first command to its end;
   * - `"per-command"`: shares always; commands that make the server remember something are refused.
   *
   * Default `"hybrid"`.
   */
  readonly mode?: SessionMode;
  /** Where its own connection leads. Default: to the primary of the first key that needs it. */
  readonly route?: OneRoute;
}
