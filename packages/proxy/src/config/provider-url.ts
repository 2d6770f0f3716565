/**
 * The section of a news provider as a configuration file would have it, from a URL such as
 * `nntps://user:password@host:563?tier=1&connections=20&name=main`: `nntps` is TLS from the beginning. `undefined` if it is
 * none. Its values are not checked.
 */
export function providerOf(text: string): object | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^nntps?:$/.test(url.protocol) || url.hostname === "") return undefined;
  if (!/^\/?$/.test(url.pathname) || url.hash !== "") return undefined;
  const parameters = [...url.searchParams].map(([key, value]) => parameterOf(key, value));
  const username = decoded(url.username);
  const password = decoded(url.password);
  if (parameters.includes(undefined) || username === undefined || password === undefined) return undefined;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    ...(url.port !== "" && { port: Number(url.port) }),
    ...(url.protocol === "nntps:" && { tls: {} }),
    ...(username !== "" && { username }),
    ...(password !== "" && { password }),
    ...Object.fromEntries(parameters.filter((each) => each !== undefined)),
  };
}

function parameterOf(key: string, value: string): readonly [string, unknown] | undefined {
  switch (key) {
    case "name":
      return [key, value];
    case "tier":
      return [key, numberIn(value)];
    case "connections":
      return ["maxConnections", numberIn(value)];
    default:
      return undefined;
  }
}

/** What is no number stays a text, and is told of as such. */
function numberIn(value: string): unknown {
  return /^\d{1,9}$/.test(value) ? Number(value) : value;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
