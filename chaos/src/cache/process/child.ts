import { Member } from "./member.ts";
import type { MemberAnswer, Question } from "./messages.ts";

// The program of a process that uses the cache. It answers its parent's questions, and ends with it.

let member: Member | undefined;

async function answerTo(question: Question): Promise<MemberAnswer> {
  switch (question.kind) {
    case "join":
      member = await Member.join(question.options);
      return { kind: "done" };
    case "start":
      member!.start();
      return { kind: "done" };
    case "stop":
      return { kind: "report", report: await member!.stop() };
    case "inspect":
      return { kind: "remnants", remnants: await member!.inspect() };
    case "close":
      await member?.close();
      return { kind: "done" };
  }
}

function failed(error: unknown): MemberAnswer {
  return { kind: "failed", text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

process.on("message", (question: Question) => {
  void answerTo(question)
    .catch(failed)
    .then((answer) => process.send?.(answer));
});
process.on("disconnect", () => process.exit());
