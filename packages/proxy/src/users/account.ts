import type { UserConfig, UserLimits } from "../config/config.ts";
import type { UserFigures } from "../observe/news-metrics.ts";
import { type Bucket, full, spend, waitMs } from "./bucket.ts";

/** What one user uses and may use, all its sessions in this process together. */
export class Account implements UserFigures {
  /** Open at present. */
  sessions = 0;
  requests = 0;
  receivedBytes = 0;
  sentBytes = 0;
  /** Logins refused since there were enough sessions. */
  refusedSessions = 0;
  private limits: UserLimits = {};
  private requestBucket: Bucket | undefined = undefined;
  private byteBucket: Bucket | undefined = undefined;

  /** Other limits count from here on; sessions beyond them stay. */
  limit(limits: UserLimits): void {
    const { requestsPerSecond, bytesPerSecond } = this.limits;
    if (limits.requestsPerSecond !== requestsPerSecond) this.requestBucket = undefined;
    if (limits.bytesPerSecond !== bytesPerSecond) this.byteBucket = undefined;
    this.limits = limits;
  }

  /** One more session; `false` if that would be too many. */
  enter(): boolean {
    if (this.sessions >= (this.limits.sessions ?? Number.POSITIVE_INFINITY)) {
      this.refusedSessions++;
      return false;
    }
    this.sessions++;
    return true;
  }

  /** To be called once for each session that has entered. */
  leave(): void {
    this.sessions--;
  }

  /** Milliseconds that the next request has to wait; 0 if it may begin. `now`: of a clock that never goes back. */
  waitMs(now: number): number {
    const { requestsPerSecond, bytesPerSecond } = this.limits;
    const requests = requestsPerSecond && this.requestBucket;
    const bytes = bytesPerSecond && this.byteBucket;
    return Math.max(
      requests ? waitMs(requests, requestsPerSecond, now) : 0,
      bytes ? waitMs(bytes, bytesPerSecond, now) : 0,
    );
  }

  /** A request of so many bytes begins. */
  requested(bytes: number, now: number): void {
    this.requests++;
    this.receivedBytes += bytes;
    const { requestsPerSecond: rate } = this.limits;
    if (rate !== undefined) this.requestBucket = spend(this.requestBucket ?? full(rate, now), rate, 1, now);
  }

  /** Bytes of a reply go out. */
  sent(bytes: number, now: number): void {
    this.sentBytes += bytes;
    const { bytesPerSecond: rate } = this.limits;
    if (rate !== undefined) this.byteBucket = spend(this.byteBucket ?? full(rate, now), rate, bytes, now);
  }
}

/** The accounts of all users that the configuration has, or that still have sessions. */
export class Accounts {
  private readonly byName = new Map<string, Account>();
  private readonly processes: number;

  /** `processes`: how many serve, each with its part of the limits. */
  constructor(processes: number) {
    this.processes = processes;
  }

  get all(): ReadonlyMap<string, UserFigures> {
    return this.byName;
  }

  /** What the configuration says of users counts from here on. */
  follow(users: readonly UserConfig[]): void {
    const names = new Set(users.map(({ name }) => name));
    for (const [name, account] of this.byName) {
      if (!names.has(name) && account.sessions === 0) this.byName.delete(name);
    }
    for (const { name, limits = {} } of users) this.of(name).limit(partOf(limits, this.processes));
  }

  /** The account of a user, made if there is none. */
  of(name: string): Account {
    let account = this.byName.get(name);
    if (account === undefined) {
      account = new Account();
      this.byName.set(name, account);
    }
    return account;
  }
}

function partOf(limits: UserLimits, processes: number): UserLimits {
  const parts = Object.entries(limits).map(([key, most]) => [key, Math.ceil(most / processes)]);
  return Object.fromEntries(parts);
}
