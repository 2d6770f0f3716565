/** A command's bytes. */
export function encodeCommand(words: readonly (string | Buffer)[]): Buffer {
  const parts = words.map((word) => (typeof word === "string" ? Buffer.from(word) : word));
  return Buffer.concat([
    Buffer.from(`*${parts.length}\r\n`),
    ...parts.flatMap((part) => [Buffer.from(`$${part.length}\r\n`), part, CRLF]),
  ]);
}

const CRLF = Buffer.from("\r\n");
