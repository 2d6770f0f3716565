import { expect, it } from "vitest";
import { CoarseTimer } from "../../src/connection/coarse-timer.ts";
import type { Runtime } from "../../src/runtime.ts";

/** A clock that is put forward by hand, and timers that fire when asked to. */
function stage(): { now: number; fire(): void; timer: CoarseTimer; told: number[] } {
  let pending: (() => void) | undefined;
  const told: number[] = [];
  const scene = {
    now: 0,
    told,
    fire: () => pending?.(),
    timer: undefined as unknown as CoarseTimer,
  };
  const runtime = {
    now: () => scene.now,
    after: (_: number, fn: () => void) => {
      pending = fn;
      return () => undefined;
    },
  };
  scene.timer = new CoarseTimer(runtime as unknown as Runtime, (now) => {
    told.push(now);
    return Number.POSITIVE_INFINITY;
  });
  return scene;
}

it("A timer that is on time tells at once", () => {
  const scene = stage();
  scene.timer.watch(1_000);
  scene.now = 1_010;
  scene.fire();
  expect(scene.told).toEqual([1_010]);
});

it("A timer of a process that stood still has what came meanwhile read first", () => {
  const scene = stage();
  scene.timer.watch(1_000);
  scene.now = 3_000;
  scene.fire();
  expect(scene.told).toEqual([]);
  scene.now = 3_500;
  scene.fire();
  expect(scene.told).toEqual([3_500]);
});
