import { type Drive, type Phase, SAMPLE_EVERY } from "./phase.ts";

/** Sends one operation; the reply may be anything, or a promise of it. */
export type Issue = () => unknown;

/** `count` loops beside one another, each awaiting its reply before it goes on. */
export function loops(count: number, issue: Issue): Drive {
  return async (phase) => {
    await Promise.all(Array.from({ length: count }, (_, index) => loop(issue, phase, index)));
  };
}

/** Bursts of `size` operations, each begun when the one before is complete. A sample is a whole burst's time. */
export function batches(size: number, issue: Issue): Drive {
  return groups(size, () => {
    const replies: unknown[] = [];
    for (let index = 0; index < size; index++) replies.push(issue());
    return Promise.all(replies);
  });
}

/**
 * Operations that need no server, one after another. A sample is the time of `size` of them; then the event loop has a turn, or
 * the phase would never end.
 */
export function runs(size: number, issue: Issue): Drive {
  return async (phase) => {
    while (phase.running) {
      const begin = performance.now();
      for (let index = 0; index < size; index++) await issue();
      phase.sample(performance.now() - begin);
      phase.operations += size;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
}

/** Groups of `size` operations that `issueGroup` sends at once. A sample is a whole group's time. */
export function groups(size: number, issueGroup: Issue): Drive {
  return async (phase) => {
    while (phase.running) {
      const begin = performance.now();
      await issueGroup();
      phase.sample(performance.now() - begin);
      phase.operations += size;
    }
  };
}

/** Issues one after another, over and over. */
export function inTurn<T>(list: readonly T[], send: (item: T) => unknown): Issue {
  let next = 0;
  return () => {
    const item = list[next]!;
    next = next + 1 === list.length ? 0 : next + 1;
    return send(item);
  };
}

async function loop(issue: Issue, phase: Phase, index: number): Promise<void> {
  let count = 0;
  while (phase.running) {
    // Loops are out of step, so that no turn of the event loop times all of them and the next none.
    if ((count + index) % SAMPLE_EVERY === 0) {
      const begin = performance.now();
      await issue();
      phase.sample(performance.now() - begin);
    } else {
      await issue();
    }
    count++;
  }
  phase.operations += count;
}
