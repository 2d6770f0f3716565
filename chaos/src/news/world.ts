import type { Library } from "fairlead-harness";
import type { Random } from "../random.ts";
import type { ChaosProvider } from "./provider.ts";
import type { Stock } from "./stock.ts";

export const SESSION_MODES = ["hybrid", "per-command", "stateful"] as const;
export type SessionMode = (typeof SESSION_MODES)[number];

/** Where a proxy listens, for each mode. */
export type Doors = Readonly<Record<SessionMode, number>>;

/** More are counted, not kept. */
const MOST_KEPT = 100;

/** Something that must not be. */
export interface NewsViolation {
  readonly session: string;
  readonly text: string;
}

/** What all sessions of a load have in common. */
export class NewsWorld {
  doors: Doors;
  readonly providers: readonly ChaosProvider[];
  readonly stock: Stock;
  /** Has all articles that any provider has. */
  readonly union: Library;
  readonly random: Random;
  /** Proxies that say goodbye may end sessions: the doors of these. */
  readonly leaving: Set<number> = new Set();
  readonly violations: NewsViolation[] = [];
  violationCount = 0;
  replies = 0;
  /** Articles that came whole and right, and their bytes. */
  articles = 0;
  bytes = 0;
  /** Errors that were excused, by status, and replies that were cut off. */
  readonly excused: Map<string, number> = new Map();
  sessions = 0;
  isStopping = false;

  constructor(parts: Pick<NewsWorld, "doors" | "providers" | "stock" | "union" | "random">) {
    this.doors = parts.doors;
    this.providers = parts.providers;
    this.stock = parts.stock;
    this.union = parts.union;
    this.random = parts.random;
  }

  violation(session: string, text: string): void {
    this.violationCount++;
    if (this.violations.length < MOST_KEPT) this.violations.push({ session, text });
  }

  excuse(what: string): void {
    this.excused.set(what, (this.excused.get(what) ?? 0) + 1);
  }
}
