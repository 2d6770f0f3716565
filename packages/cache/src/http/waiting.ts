/** What `promise` gives, unless `signal` is aborted before. @throws its reason then, and what `promise` rejects with. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // Nobody looks at it any more if the signal is faster.
  promise.catch(() => {});
  signal.throwIfAborted();
  let leave = (): void => {};
  const leaving = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason as Error);
    signal.addEventListener("abort", leave, { once: true });
  });
  try {
    return await Promise.race([promise, leaving]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}
