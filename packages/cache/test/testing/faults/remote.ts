import { MapLayer } from "../../support/map-layer.ts";
import type { MapServer } from "../../support/map-server.ts";
import { triedRemote } from "../../support/tried.ts";
import { ASSERTION, type Fault } from "./fault.ts";

/** What makes a layer on a server. */
export type MadeOn = new (server: MapServer) => MapLayer;

const traits = { kind: "remote", tags: true, bus: true, shared: true, leases: true, patienceMs: 50 } as const;

/** A layer as it should be, but for what the class overrides. */
export function fault(what: string, fails: readonly string[], Wrong: MadeOn, throws = ASSERTION): Fault {
  return { what, fails, throws, traits, open: async () => triedRemote((server) => new Wrong(server)) };
}

/** A right one, to override a part of. */
export class Served extends MapLayer {
  constructor(server: MapServer) {
    super({ server });
  }

  protected now(): number {
    return this.server.clock.now();
  }
}
