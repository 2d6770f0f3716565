/**
 * Whether a word is a message-id as commands have them: `<` to `>`, 3 to 250 printable octets, no other `>` (RFC 3977,
 * 3.6).
 */
export function isMessageId(word: string): boolean {
  return /^<[\x21-\x3d\x3f-\x7e]{1,248}>$/.test(word);
}
