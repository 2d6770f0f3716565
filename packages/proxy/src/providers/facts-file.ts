import { readFile, rename, writeFile } from "node:fs/promises";
import type { Facts, Generation, KeptFacts } from "./facts.ts";

const VERSION = "fairlead-facts 1";
const CHUNK_CHARACTERS = 64 * 1024;

/** A file of facts that is none, or was cut off. */
class DamagedError extends Error {}

/**
 * Reads what was kept in a file; `undefined` if there is no file.
 *
 * @throws {Error} if it can't be read, or is damaged.
 */
export async function readFacts(file: string): Promise<KeptFacts | undefined> {
  let text: string;
  try {
    text = await readFile(file, "latin1");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return parseFacts(text);
}

/** Writes them in place of what is there, all or nothing. */
export async function writeFacts(file: string, facts: Facts): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  facts.isChanged = false;
  try {
    await writeFile(draft, linesOf(facts.kept()), { encoding: "latin1", mode: 0o600 });
    await rename(draft, file);
  } catch (error) {
    facts.isChanged = true;
    throw error;
  }
}

/** In pieces, since others want to work meanwhile. The names come last: there may be more of them by then. */
function* linesOf({ names, generations }: KeptFacts): Iterable<string> {
  let chunk = `${VERSION}\n`;
  for (const { since, missing } of generations) {
    chunk += `since ${Math.round(since)}\n`;
    for (const [messageId, bits] of missing) {
      chunk += `${bits} ${messageId}\n`;
      if (chunk.length < CHUNK_CHARACTERS) continue;
      yield chunk;
      chunk = "";
    }
  }
  yield `${chunk}names ${names.map(encodeURIComponent).join(" ")}\n`;
}

/** @throws {DamagedError} */
export function parseFacts(text: string): KeptFacts {
  const lines = text.split("\n");
  const [version, ...rest] = lines;
  if (version !== VERSION) throw new DamagedError("It does not begin as a file of facts does.");
  const [names, end] = rest.splice(-2);
  if (names?.startsWith("names") !== true || end !== "") throw new DamagedError("It is cut off.");
  const generations: Generation[] = [];
  for (const line of rest) readLine(line, generations);
  const words = names
    .split(" ")
    .slice(1)
    .filter((name) => name !== "");
  return { names: words.map(decodeURIComponent), generations };
}

function readLine(line: string, generations: Generation[]): void {
  const [, word = "", value = ""] = /^(since|\d{1,10}) (\S+)$/.exec(line) ?? [];
  if (word === "since" && /^\d{1,16}$/.test(value)) {
    generations.push({ since: Number(value), missing: new Map() });
    return;
  }
  const missing = generations.at(-1)?.missing;
  if (missing === undefined || word === "since" || value === "")
    throw new DamagedError("A line of it makes no sense.");
  missing.set(value, Number(word));
}
