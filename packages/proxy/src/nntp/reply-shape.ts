/** How a reply ends: with its status line, or with the block of lines behind it. */
export type ReplyShape = "line" | "block";

/** The statuses that a block follows, by verb (RFC 3977, RFC 2980, and what servers add to `LIST`). */
const BLOCKS: ReadonlyMap<string, readonly number[]> = new Map([
  ["ARTICLE", [220]],
  ["HEAD", [221]],
  ["BODY", [222]],
  ["CAPABILITIES", [101]],
  ["HELP", [100]],
  ["LIST", [202, 215]],
  ["LISTGROUP", [211]],
  ["NEWGROUPS", [231]],
  ["NEWNEWS", [230]],
  ["OVER", [224]],
  ["XOVER", [224]],
  ["XROVER", [224]],
  // Servers that came to HDR from XHDR answer one with the status of the other.
  ["HDR", [221, 225]],
  ["XHDR", [221, 225]],
  ["XPAT", [221, 225]],
  ["XGTITLE", [282]],
  ["XINDEX", [288]],
  ["XTHREAD", [288]],
]);

/** Verbs that no block ever follows, and "", the greeting. */
const LINES: ReadonlySet<string> = new Set(
  ` GROUP STAT NEXT LAST DATE MODE QUIT POST IHAVE CHECK TAKETHIS AUTHINFO STARTTLS COMPRESS XFEATURE XPATH SLAVE`.split(
    " ",
  ),
);

/** Statuses that a block follows whatever the command, for those that nobody knows. 211 is one of `GROUP`, too. */
const ANYWHERE: ReadonlySet<number> = new Set([100, 101, 215, 220, 221, 222, 224, 225, 230, 231, 282, 288]);

/**
 * How the reply to a command ends. The status alone does not tell: 211 is a line for `GROUP`, a block for `LISTGROUP`.
 *
 * @param command The verb in upper case; "" for the greeting.
 */
export function shapeOf(command: string, status: number): ReplyShape {
  const known = BLOCKS.get(command);
  if (known !== undefined) return known.includes(status) ? "block" : "line";
  return !LINES.has(command) && ANYWHERE.has(status) ? "block" : "line";
}
