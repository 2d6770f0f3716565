/** The code of an error, `OTHER` where it has none. */
export function codeOf(error: unknown): string {
  const code: unknown =
    typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "OTHER";
}
