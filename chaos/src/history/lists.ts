import type { Finding } from "./finding.ts";
import { isAcknowledged, isDisowned, type TokenWrite } from "./operation.ts";
import { parseToken } from "./token.ts";

/** All pushes to one list, and what its owner held after the load, asked directly, past the client. */
export interface ListHistory {
  readonly key: string;
  readonly pushes: readonly TokenWrite[];
  readonly final: readonly string[];
  /** Tokens that the servers lost themselves. */
  readonly lostByServers: ReadonlySet<string>;
}

/** Whether the list holds each acknowledged token once, no foreign or disowned one, and each writer's in order. */
export function checkList(history: ListHistory): Finding[] {
  return [...missing(history), ...repeated(history), ...uncalledFor(history), ...disordered(history)];
}

function missing(history: ListHistory): Finding[] {
  const present = new Set(history.final);
  return history.pushes
    .filter((push) => isAcknowledged(push) && !history.lostByServers.has(push.token))
    .filter((push) => !present.has(push.token))
    .map((push) => found("lost", push.token, "was acknowledged, but the list does not hold it"));
}

function repeated(history: ListHistory): Finding[] {
  const times = new Map<string, number>();
  for (const token of history.final) times.set(token, (times.get(token) ?? 0) + 1);
  return [...times]
    .filter(([, count]) => count > 1)
    .map(([token, count]) => ({
      ...found("duplicated", token, `is in the list ${count} times`),
      times: count - 1,
    }));
}

function uncalledFor(history: ListHistory): Finding[] {
  const pushes = new Map(history.pushes.map((push) => [push.token, push]));
  return [...new Set(history.final)].flatMap((token) => {
    const push = pushes.get(token);
    if (push === undefined) return found("wrong", token, `is in ${history.key}, where nobody pushed it`);
    return isDisowned(push) ? found("wrong", token, "was run, though its caller was told it was not") : [];
  });
}

function disordered(history: ListHistory): Finding[] {
  const acknowledged = new Set(history.pushes.filter(isAcknowledged).map((push) => push.token));
  const last = new Map<string, number>();
  return history.final.flatMap((text) => {
    const token = parseToken(text);
    if (token === undefined || !acknowledged.has(text)) return [];
    const behind = token.sequence < (last.get(token.writer) ?? 0);
    last.set(token.writer, token.sequence);
    return behind ? found("wrong", text, "stands behind a later one of the same writer") : [];
  });
}

function found(kind: Finding["kind"], token: string, what: string): Finding {
  return { kind, about: token, times: 1, text: `RPUSH ${token} ${what}` };
}
