import type { NewsFault } from "./news-fault.ts";
import type { NewsWorld } from "./world.ts";

/** What one fault showed of the proxy for news. */
export interface NewsResult {
  readonly fault: NewsFault;
  readonly world: NewsWorld;
  readonly seconds: number;
  /** Readers at once. */
  readonly readers: number;
  /** Connections to providers that were still in use, or waited for, once all sessions were over; each in a few words. */
  readonly leaks: readonly string[];
  readonly memoryMib: { readonly nowMib: number; readonly peakMib: number };
  readonly passed: boolean;
}
