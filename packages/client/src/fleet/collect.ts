import type { Runtime } from "../runtime.ts";

/** Milliseconds to wait for other answers once one is there. */
const GRACE_MS = 50;

/** The answers that arrive: all, or those that are there shortly after the first. Failures count as none. */
export function collect<T>(asked: readonly Promise<T>[], runtime: Runtime): Promise<T[]> {
  return new Promise((resolve) => {
    const answers: T[] = [];
    let missing = asked.length;
    if (missing === 0) resolve(answers);
    const settle = (): void => {
      if (--missing === 0) resolve(answers);
    };
    for (const one of asked) {
      one.then((answer) => {
        if (answers.push(answer) === 1) runtime.after(GRACE_MS, () => resolve(answers));
        settle();
      }, settle);
    }
  });
}
