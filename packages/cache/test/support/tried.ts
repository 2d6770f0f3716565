import type { Clock } from "../../src/clock.ts";
import type { LocalLayer } from "../../src/layer.ts";
import type { LayerUnderTest } from "../../src/testing/index.ts";
import { MapLayer } from "./map-layer.ts";
import { MapServer } from "./map-server.ts";

/** A clock that stands until it is told to go on. */
export class HandClock implements Clock {
  private time = 1_800_000_000_000;

  now(): number {
    return this.time;
  }

  advance(ms: number): void {
    this.time += ms;
  }
}

/** A local layer, ready for scenarios, at a clock that stands. */
export function triedLocal(layer: LocalLayer): LayerUnderTest {
  const clock = new HandClock();
  return { layer, clock, advance: (ms) => clock.advance(ms) };
}

/** Layers of one server, ready for scenarios, at a clock that stands. */
export function triedRemote(
  make: (server: MapServer) => MapLayer = (server) => new MapLayer({ server }),
): LayerUnderTest {
  const clock = new HandClock();
  const server = new MapServer(clock);
  return {
    layer: make(server),
    clock,
    advance: (ms) => clock.advance(ms),
    peer: async () => make(server),
    interrupt: async () => server.missed(),
  };
}
