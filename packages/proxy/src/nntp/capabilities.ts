import type { Situation } from "./situation.ts";

/** What `CAPABILITIES` lists: what works in this session now, and nothing else (RFC 3977, 5.2). With its last line, `.`. */
export function capabilities(at: Situation): string {
  return [
    "101 Capabilities:",
    "VERSION 2",
    "IMPLEMENTATION fairlead",
    ...reading(at),
    ...sending(at),
    ...security(at),
    ".",
  ].join("\r\n");
}

/** READER promises groups and numbers, and OVER and HDR do, too (RFC 3977, 3.4.1, 8.3, 8.5). */
function reading({ mode, over, hdr }: Situation): string[] {
  if (mode === "per-command") return [];
  const lists = ["LIST ACTIVE NEWSGROUPS"];
  const more: string[] = [];
  if (over !== "none") {
    lists.push("OVERVIEW.FMT");
    more.push(over === "message-ids" ? "OVER MSGID" : "OVER");
  }
  if (hdr) {
    lists.push("HEADERS");
    more.push("HDR");
  }
  return ["READER", lists.join(" "), ...more];
}

function sending({ posting, offering }: Situation): string[] {
  return [...(posting ? ["POST"] : []), ...(offering ? ["IHAVE"] : [])];
}

function security(at: Situation): string[] {
  const { login, compression } = at;
  const list: string[] = [];
  if (login === "needed" && compression !== "active") {
    // Without arguments: there will be some after STARTTLS (RFC 4643, 2.1).
    list.push(...(mayLogIn(at) ? ["AUTHINFO USER SASL", "SASL PLAIN"] : ["AUTHINFO"]));
  }
  if (mayBeginTls(at)) list.push("STARTTLS");
  if (compression === "offered" && login !== "needed") list.push("COMPRESS DEFLATE");
  return list;
}

/** Whether names and passwords are taken as the connection is. */
export function mayLogIn({ plainLogin, tls }: Situation): boolean {
  return plainLogin || tls === "active";
}

/** Not behind a login, nor inside compression (RFC 4642, 2.2.2; RFC 8054, 2.2.2). */
export function mayBeginTls({ login, tls, compression }: Situation): boolean {
  return tls === "offered" && login !== "done" && compression !== "active";
}
