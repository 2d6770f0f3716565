/** The text of a key's value: it says where it belongs, and how old it is. */
export function formatValue(key: string, version: number): string {
  return `${key}~${version}`;
}

/** The version, if it is a value of this key; `undefined` if it is anything else. */
export function versionIn(text: string, key: string): number | undefined {
  if (!text.startsWith(`${key}~`)) return undefined;
  const digits = text.slice(key.length + 1);
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}
