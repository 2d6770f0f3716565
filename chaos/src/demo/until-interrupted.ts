import { once } from "node:events";

/** Keeps the process alive until Ctrl-C, or until it is asked to end. */
export async function untilInterrupted(): Promise<void> {
  const alive = setInterval(() => {}, 60_000);
  try {
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  } finally {
    clearInterval(alive);
  }
}
