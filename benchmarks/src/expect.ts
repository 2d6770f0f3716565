/** @throws {Error} when a client's reply isn't what it should be: no figure is worth anything then. */
export function expectReply(what: string, got: unknown, wanted: unknown): void {
  if (got !== wanted) throw new Error(`${what}: expected ${show(wanted)}, got ${show(got)}`);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
