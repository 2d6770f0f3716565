// An @ stands behind a login only: so no password can be taken for anything else, and be shown.
const LOGIN = "(?:[^@/?]*@)?";
const HOST = "(?:\\[[0-9a-f:.%]+\\]|[^:[\\]@/?,]*)(?::\\d{1,5})?";
const HOSTS = `${HOST}(?:,${HOST})*`;
const FORMS = [
  `(?:redis|valkey)s?://${LOGIN}${HOSTS}(?:/\\d*)?`,
  `(?:redis|valkey)s?\\+sentinel://${LOGIN}${HOSTS}(?:/[^@/?]*(?:/\\d*)?)?`,
  `unix://${LOGIN}/[^@?]+(?:\\?db=\\d+)?`,
].map((form) => new RegExp(`^${form}$`, "i"));

/** Whether it is a server's URL as the client reads them. */
export function isServerUrl(url: string): boolean {
  if (!FORMS.some((form) => form.test(url))) return false;
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}

/** Whether a server's URL says who to log in as. */
export function hasLogin(url: string): boolean {
  return /:\/\/[^@/?]+@/.test(url);
}

/** Whether a server's URL leads to Sentinels. */
export function isSentinelUrl(url: string): boolean {
  return /^[a-z]+\+sentinel:/i.test(url);
}

/** A server's URL with `***` in place of its password. */
export function hidePassword(url: string): string {
  // What stands alone before the @ is a password too, not a user.
  return url.replace(
    /(:\/\/)([^@/?:]*:)?[^@/?]*@/,
    (_, slashes: string, user = "") => `${slashes}${user}***@`,
  );
}
