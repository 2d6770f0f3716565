import { describe, expect, it } from "vitest";
import { ReplyError } from "../../src/errors.ts";
import { judgeRefusal } from "../../src/pubsub/refusal.ts";

const FROM = { host: "10.0.0.1", port: 1 };
const judged = (message: string) =>
  judgeRefusal(new ReplyError(message.split(" ")[0] ?? "", message, "SSUBSCRIBE", "10.0.0.1:1"), FROM);

describe("a refusal to subscribe", () => {
  it("leads to another node, also one that is only named by its port or about to take over", () => {
    const redirect = (host: string, asking: boolean) => ({
      kind: "redirect",
      address: { host, port: 7000 },
      asking,
    });
    expect(judged("MOVED 5 10.0.0.2:7000")).toEqual(redirect("10.0.0.2", false));
    expect(judged("MOVED 5 :7000")).toEqual(redirect("10.0.0.1", false));
    expect(judged("ASK 5 ::1:7000")).toEqual(redirect("::1", true));
  });

  it("passes, or is final", () => {
    for (const message of ["MOVED 5 ?:7000", "MOVED", "CLUSTERDOWN Hash slot not served", "LOADING x"]) {
      expect(judged(message)).toEqual({ kind: "later" });
    }
    for (const message of ["NOPERM no", "ERR unknown command", "CROSSSLOT x"]) {
      expect(judged(message)).toEqual({ kind: "final" });
    }
  });
});
