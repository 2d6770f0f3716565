import { pick } from "../../random.ts";
import type { Home } from "../home.ts";
import type { Rival } from "../rival.ts";
import type { Session } from "../session.ts";

/** Something that a session does: sends some requests, and says what their replies must be. */
export type Act = (session: Session, rival: Rival) => void | Promise<void>;

/** Acts of one kind, by how often each is done. */
export type Acts = readonly (readonly [times: number, act: Act])[];

export function homeOf(session: Session): Home {
  return pick(session.random, session.homes);
}
