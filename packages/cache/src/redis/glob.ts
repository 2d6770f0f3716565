/** A pattern that only this text matches. */
export function literal(text: string): string {
  return text.replace(/[\\*?[\]^-]/g, "\\$&");
}
