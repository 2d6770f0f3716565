import { createHash } from "node:crypto";
import { stuff } from "./dots.ts";
import { yenc } from "./yenc.ts";

/** An article for tests. */
export interface Article {
  /** With its angle brackets. */
  readonly messageId: string;
  readonly groups: readonly string[];
  /** Each header's text by its name in lower case, unfolded. */
  readonly headers: ReadonlyMap<string, string>;
  /** Headers, an empty line and the body, with CRLF at the end of each line; dots are not stuffed. */
  readonly bytes: Buffer;
}

export interface ArticleOptions {
  /** Gives another message-id, subject and content for each value. Default `1`. */
  readonly seed?: string | number;
  /** Default `["test.harness"]`. */
  readonly groups?: readonly string[];
  /** Default `Article <seed>`. */
  readonly subject?: string;
  /** Default `Harness <harness@fairlead.internal>`. */
  readonly from?: string;
  /** Default: now. */
  readonly date?: Date;
  /** With angle brackets. Default: made of the seed. */
  readonly messageId?: string;
  /** More headers, as lines without CRLF. */
  readonly headers?: readonly string[];
}

/** A file in yEnc, in as many articles as it takes. */
export interface BinaryFile {
  readonly name: string;
  readonly data: Buffer;
  readonly articles: readonly Article[];
}

/**
 * An article with this text, or with words of about `size` bytes (default 500), made of the seed. Lines of
 * `text` end in LF or CRLF; some of the words' lines begin with dots.
 */
export function textArticle(
  options: ArticleOptions & { readonly text?: string; readonly size?: number } = {},
): Article {
  const { seed = 1, text = words(seed, options.size ?? 500) } = options;
  return article(options, Buffer.from(text.replace(/\r?\n/g, "\r\n").replace(/(?<!\r\n)$/, "\r\n")));
}

/**
 * A file of `size` random bytes, made of the seed, in articles of at most `partSize` bytes of it (default
 * 500 000). Its name is `<seed>.bin` if no other is given.
 */
export function binaryFile(
  options: ArticleOptions & { readonly size: number; readonly partSize?: number; readonly name?: string },
): BinaryFile {
  const { seed = 1, size, partSize = 500_000, name = `${seed}.bin`, messageId } = options;
  const data = noise(seed, size);
  const total = Math.max(1, Math.ceil(size / partSize));
  const articles = Array.from({ length: total }, (_, index) => {
    const begin = index * partSize;
    const piece = data.subarray(begin, begin + partSize);
    const part = total === 1 ? undefined : { number: index + 1, total, begin, file: data };
    const subject = options.subject ?? `"${name}" yEnc (${index + 1}/${total})`;
    const id = messageId ?? `<${seed}.${index + 1}@fairlead.internal>`;
    return article({ ...options, subject, messageId: id }, yenc(name, piece, part));
  });
  return { name, data, articles };
}

/** Reads an article as it came over the wire, its dots no longer stuffed. A missing header reads as "". */
export function parseArticle(bytes: Buffer): Article {
  const end = bytes.indexOf("\r\n\r\n");
  const head = bytes.toString("latin1", 0, end === -1 ? bytes.length : end).replace(/\r\n[ \t]+/g, " ");
  const headers = new Map(
    head.split("\r\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const groups = (headers.get("newsgroups") ?? "").split(",").map((name) => name.trim());
  return { messageId: headers.get("message-id") ?? "", groups, headers, bytes };
}

/** The article as a data block, for POST, IHAVE and TAKETHIS: its dots stuffed, and its end marked. */
export function asBlock({ bytes }: Pick<Article, "bytes">): Buffer {
  return stuff(bytes);
}

/** A file's articles as what a downloader takes for its list (NZB 1.1). */
export function nzb({ name, articles }: BinaryFile): string {
  const segments = articles.map(
    ({ messageId, bytes }, index) =>
      `<segment bytes="${bytes.length}" number="${index + 1}">${escapeXml(messageId.slice(1, -1))}</segment>`,
  );
  const groups = articles[0]!.groups.map((group) => `<group>${escapeXml(group)}</group>`);
  const subject = escapeXml(`"${name}" yEnc (1/${articles.length})`);
  const date = Math.floor(Date.parse(articles[0]!.headers.get("date") ?? "") / 1_000);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<nzb xmlns="http://www.newzbin.com/DTD/2003/nzb">',
    `<file poster="harness" date="${date}" subject="${subject}">`,
    `<groups>${groups.join("")}</groups>`,
    `<segments>${segments.join("")}</segments>`,
    "</file>",
    "</nzb>",
  ].join("\n");
}

function article(options: ArticleOptions, body: Buffer): Article {
  const { seed = 1, groups = ["test.harness"], date = new Date(), headers = [] } = options;
  const { from = "Harness <harness@fairlead.internal>", subject = `Article ${seed}` } = options;
  const head = [
    "Path: fairlead.internal!not-for-mail",
    `From: ${from}`,
    `Newsgroups: ${groups.join(",")}`,
    `Subject: ${subject}`,
    `Date: ${date.toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: ${options.messageId ?? `<${seed}@fairlead.internal>`}`,
    ...headers,
  ];
  return parseArticle(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]));
}

/** Random bytes that are the same for the same seed. */
function noise(seed: string | number, size: number): Buffer {
  return createHash("shake256", { outputLength: size }).update(String(seed)).digest();
}

function words(seed: string | number, size: number): string {
  const letters = noise(seed, size).toString("hex").slice(0, size);
  const lines = letters.match(/.{1,70}/g) ?? [];
  return lines.map((line, index) => (index % 3 === 2 ? `.${line}` : line)).join("\n");
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
