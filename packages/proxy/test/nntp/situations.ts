import type { Situation } from "../../src/nntp/situation.ts";

/** An ordinary session: hybrid, open to all, for readers only. */
export const SITUATION: Situation = {
  mode: "hybrid",
  login: "open",
  plainLogin: true,
  tls: "none",
  compression: "none",
  posting: false,
  offering: false,
  over: "message-ids",
  hdr: true,
  passThrough: new Set(),
};
