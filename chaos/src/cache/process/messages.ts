import type { Remnant } from "../model/history.ts";
import type { MemberOptions, MemberReport } from "./member.ts";

/** What a process can be asked for, and what it answers: one answer for each question, in order. */
export type Question =
  | { readonly kind: "join"; readonly options: MemberOptions }
  | { readonly kind: "start" }
  | { readonly kind: "stop" }
  | { readonly kind: "inspect" }
  | { readonly kind: "close" };

export type MemberAnswer =
  | { readonly kind: "done" }
  | { readonly kind: "report"; readonly report: MemberReport }
  | { readonly kind: "remnants"; readonly remnants: readonly Remnant[] }
  | { readonly kind: "failed"; readonly text: string };
