/** Request headers that tell who asks. */
export type CredentialHeader = "authorization" | "cookie";

const NAMES: readonly CredentialHeader[] = ["authorization", "cookie"];

/** Which of them a request has, but for those in `except`. */
export function credentialsOf(headers: Headers, except: ReadonlySet<string>): readonly CredentialHeader[] {
  return NAMES.filter((name) => !except.has(name) && headers.has(name));
}

/** Whether a header's value must not be readable in a key. */
export function isSecret(header: string): boolean {
  return header === "authorization" || header === "cookie" || header === "proxy-authorization";
}
