import { asBlock, binaryFile } from "fairlead-harness";
import type { Exchange } from "../proxied/virtual-client.ts";

export const GREETING = "201 ready\r\n";
const GROUP = "bench.binaries";

const ARTICLE_BYTES = 700 * 1024;
/** What yEnc and its headers add to the bytes that it is made of, as a share. */
const ENCODING = 0.035;
/** Articles that are asked after; each request names another one. */
const NAMES = 1024;
const OVERVIEW_LINES = 1000;

const [ARTICLE] = binaryFile({
  seed: "bench",
  groups: [GROUP],
  size: Math.floor(ARTICLE_BYTES * (1 - ENCODING)),
  partSize: ARTICLE_BYTES,
  date: new Date(0),
}).articles;

/** An article in yEnc of about 700 KiB, as it is fetched by its message-id. */
export const FETCH: Exchange = {
  request: Buffer.from(`ARTICLE ${ARTICLE!.messageId}\r\n`),
  reply: Buffer.concat([Buffer.from(`220 0 ${ARTICLE!.messageId}\r\n`), asBlock(ARTICLE!)]),
};

export const SELECT: Exchange = {
  request: Buffer.from(`GROUP ${GROUP}\r\n`),
  reply: Buffer.from(`211 ${OVERVIEW_LINES} 1 ${OVERVIEW_LINES} ${GROUP}\r\n`),
};

/** The overview of all articles of the group. */
export const OVERVIEW: Exchange = {
  request: Buffer.from(`OVER 1-${OVERVIEW_LINES}\r\n`),
  reply: Buffer.from(`224 list\r\n${Array.from({ length: OVERVIEW_LINES }, overviewLine).join("")}.\r\n`),
};

/** `count` questions in one write whether an article is there, each about another one. */
export function statsFrom(first: number, count: number): Exchange {
  const ids = Array.from({ length: count }, (_, index) => `<${(first + index) % NAMES}.part@bench.invalid>`);
  return {
    request: Buffer.from(ids.map((id) => `STAT ${id}\r\n`).join("")),
    reply: Buffer.from(ids.map((id) => `223 0 ${id}\r\n`).join("")),
  };
}

function overviewLine(_: unknown, index: number): string {
  const subject = `"holiday.part${index}.rar" yEnc (${index}/${OVERVIEW_LINES})`;
  const id = `<${index}.part@bench.invalid>`;
  return `${index + 1}\t${subject}\tPoster <p@bench.invalid>\tThu, 01 Jan 1970 00:00:00 +0000\t${id}\t\t740000\t5700\r\n`;
}
