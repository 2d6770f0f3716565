import {
  createHash,
  randomBytes,
  type ScryptOptions,
  scrypt,
  scryptSync,
  timingSafeEqual,
} from "node:crypto";

// OWASP's choice for 16 MiB: its costlier ones need more memory for each login, not more time.
const COST = { N: 2 ** 14, r: 8, p: 5 };
const KEY_BYTES = 32;
const HASH = /^scrypt:(\d{1,8}):(\d{1,3}):(\d{1,3}):([\w-]{8,128}):([\w-]{22,128})$/;
const PLAIN = "plain:";
const MAX_MEMORY_BYTES = 268_435_456;

interface Hash {
  readonly cost: ScryptOptions;
  readonly salt: Buffer;
  readonly key: Buffer;
}

/**
 * `scrypt:N:r:p:salt:key`, salt and key in base64url: what a user's `password` may be in the configuration. Takes about a tenth
 * of a second, in which nothing else happens.
 */
export function hashPassword(password: string, salt: Uint8Array = randomBytes(16)): string {
  const { N, r, p } = COST;
  const key = scryptSync(password, salt, KEY_BYTES, COST);
  return `scrypt:${N}:${r}:${p}:${Buffer.from(salt).toString("base64url")}:${key.toString("base64url")}`;
}

/**
 * Whether `hash`, of {@link hashPassword} or `plain:` and a password, is of this password; `false` if it can't be read.
 * How long it takes says nothing about the password.
 */
export async function verifyPassword(password: string | Uint8Array, hash: string): Promise<boolean> {
  if (!isPasswordText(hash)) return false;
  const parsed = parseHash(hash);
  if (parsed === undefined) return timingSafeEqual(digest(password), digest(hash.slice(PLAIN.length)));
  return timingSafeEqual(await derive(password, parsed), parsed.key);
}

/** Whether {@link verifyPassword} can read it. */
export function isPasswordText(text: string): boolean {
  return text.startsWith(PLAIN) ? text.length > PLAIN.length : parseHash(text) !== undefined;
}

function parseHash(text: string): Hash | undefined {
  const [, N, r, p, salt = "", key = ""] = HASH.exec(text) ?? [];
  const cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: MAX_MEMORY_BYTES };
  const isPower = cost.N > 1 && (cost.N & (cost.N - 1)) === 0;
  // scrypt's own test, with what it needs besides its big table.
  if (!isPower || !(cost.r > 0 && cost.p > 0)) return undefined;
  if (128 * cost.r * (cost.N + cost.p + 2) > MAX_MEMORY_BYTES) return undefined;
  return { cost, salt: Buffer.from(salt, "base64url"), key: Buffer.from(key, "base64url") };
}

function derive(password: string | Uint8Array, { cost, salt, key }: Hash): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, key.length, cost, (error, derived) => {
      if (error === null) resolve(derived);
      else reject(error);
    });
  });
}

// Equal lengths, so that comparing tells no length either.
function digest(password: string | Uint8Array): Buffer {
  return createHash("sha256").update(password).digest();
}
