import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { Journal } from "../../src/observe/journal.ts";
import { logTo } from "../../src/observe/log.ts";
import { Observer } from "../../src/observe/observer.ts";
import { SlowLog } from "../../src/observe/slow-log.ts";
import { Throttle } from "../../src/observe/throttle.ts";
import { TurnClock } from "../../src/observe/turn-clock.ts";

function recorded() {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  return { lines, log: logTo(stream, "info") };
}

describe("the journal", () => {
  it("writes no more of a kind than somebody can read, and says how much it left out", () => {
    const { lines, log } = recorded();
    const journal = new Journal(log);
    for (let i = 0; i < 25; i++) journal.tell("warn", "session refused", { why: "too-many" });
    journal.tell("warn", "login refused", {});
    journal.admitGaps();
    const messages = lines.map(({ msg }) => msg);
    expect(messages.filter((msg) => msg === "session refused").length).toBe(10);
    expect(messages).toContain("login refused");
    expect(lines.at(-1)).toMatchObject({ msg: "session refused: more of the same", suppressed: 15 });
  });

  it("hides what has no place in a log, should anybody put it there", () => {
    const { lines, log } = recorded();
    const cause = new Error("opensesame");
    const err = Object.assign(new Error("refused"), {
      code: "ERR_CONNECT_REFUSED",
      password: "opensesame",
      cause,
    });
    log.warn({ password: "opensesame", login: { password: "opensesame" }, args: ["opensesame"], err }, "odd");
    expect(JSON.stringify(lines)).not.toContain("opensesame");
    expect(lines[0]).toMatchObject({ err: { code: "ERR_CONNECT_REFUSED", message: "refused" } });
  });
});

describe("an observer", () => {
  function observing() {
    const { lines, log } = recorded();
    const observer = new Observer("main", ["all"], {
      clock: new TurnClock({ add: () => undefined }),
      journal: new Journal(log),
      slowLog: new SlowLog(1),
      slowThrottle: new Throttle(1),
      slowMicros: 1,
      showKeys: false,
      users: new Set(["app"]),
    });
    return { lines, observer };
  }

  it("names a user that failed to log in only if there is such a user", () => {
    const { lines, observer } = observing();
    const session = { id: 1, address: "127.0.0.1:1", user: undefined };
    observer.authFailed(session, "app");
    observer.authFailed(session, "opensesame");
    expect(observer.meter.authFailures).toBe(2);
    expect(lines.map(({ user }) => user)).toEqual(["app", undefined]);
  });

  it("counts every slow request, and has so many of a second told of", () => {
    const { observer } = observing();
    expect([observer.noticesSlow(), observer.noticesSlow(), observer.meter.slow]).toEqual([true, false, 2]);
  });
});
