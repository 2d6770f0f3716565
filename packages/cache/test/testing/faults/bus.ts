import { setTimeout } from "node:timers/promises";
import type { Bus } from "../../../src/layer.ts";
import type { MapLayer } from "../../support/map-layer.ts";
import type { Fault } from "./fault.ts";
import { fault, type MadeOn, Served } from "./remote.ts";

function hearing(wrong: (right: Bus, layer: MapLayer) => Partial<Bus>): MadeOn {
  return class extends Served {
    protected override bulletin(): Bus {
      const right = super.bulletin();
      return { ...right, ...wrong(right, this) };
    }
  };
}

export const BUS_FAULTS: readonly Fault[] = [
  fault(
    "brings texts out of order",
    ["hears what it says itself, in order, any text", "hears what other processes say, in order"],
    hearing((right) => {
      let turn = 0;
      return {
        listen: (hear, missed) =>
          right.listen((text) => void setTimeout(turn++ % 2 === 0 ? 10 : 0).then(() => hear(text)), missed),
      };
    }),
  ),
  fault(
    "never stops",
    ["tells all its listeners, until they stop"],
    hearing((right) => ({
      listen: (hear, missed) => {
        right.listen(hear, missed);
        return () => {};
      },
    })),
  ),
  fault(
    "hears only itself",
    ["hears what other processes say, in order"],
    hearing(() => {
      const ears = new Set<(text: string) => void>();
      return {
        publish: async (text) => {
          for (const hear of ears) hear(text);
          return undefined;
        },
        listen: (hear) => {
          ears.add(hear);
          return () => void ears.delete(hear);
        },
      };
    }),
  ),
  fault(
    "doesn't say that it missed something",
    ["says when it may have missed something, and hears again what comes then"],
    hearing((right) => ({ listen: (hear) => right.listen(hear, () => {}) })),
  ),
  fault(
    "hears nothing after it missed something",
    ["says when it may have missed something, and hears again what comes then"],
    hearing((right) => ({
      listen: (hear, missed) => {
        const stop = right.listen(hear, () => {
          stop();
          missed();
        });
        return stop;
      },
    })),
  ),
  fault(
    "tells itself once it is closed",
    ["lets the bus be used once it is closed: nobody hears it"],
    hearing((right) => ({
      listen: (hear, missed) => {
        queueMicrotask(() => hear("welcome"));
        return right.listen(hear, missed);
      },
    })),
  ),
];
