import { z } from "zod";
import { type ListenAddress, parseAddress } from "./address.ts";
import { commandName } from "./command-name.ts";
import { COMMAND_CATEGORIES, type CommandCategory, type CommandRule, type CommandRules } from "./config.ts";
import { isServerUrl } from "./server-url.ts";

const UNIT_BYTES: Readonly<Record<string, number>> = { kb: 1_024, mb: 1_048_576, gb: 1_073_741_824 };
/** The most that a timer of Node takes. */
const MAX_MS = 2_147_483_647;

/** A text that isn't empty. */
export const text: z.ZodType<string> = z.string().min(1);

/** A number of things. */
export const count = (least: number, most: number = Number.MAX_SAFE_INTEGER): z.ZodType<number> =>
  z.int().min(least).max(most);

/** A part of all. */
export const share: z.ZodType<number> = z.number().min(0).max(1);

/** Milliseconds. */
export const duration = (least: number): z.ZodType<number> => z.int().min(least).max(MAX_MS);

const SIZE = /^[1-9]\d{0,11}([kKmMgG]?[bB])?$/;
const NO_SIZE = 'must be a number of bytes or a text such as "64mb"';

/** Bytes, also as a text such as `64mb`. */
export const size: z.ZodType<number> = z
  .union([z.int().min(1), z.string().regex(SIZE, NO_SIZE)], NO_SIZE)
  .transform((given) => {
    if (typeof given === "number") return given;
    return Number.parseInt(given, 10) * (UNIT_BYTES[given.replace(/^\d+/, "").toLowerCase()] ?? 1);
  });

const url = z
  .string()
  .refine(
    isServerUrl,
    "must be a URL such as redis://host:6379 (or rediss, valkey, valkeys, redis+sentinel, unix); in a password, write % as %25, @ as %40 and / as %2F",
  );

/** Servers of Redis or Valkey: a URL, or a list of URLs. */
export const urls: z.ZodType<string[]> = z
  .union([url, z.array(url).min(1)], "must be a URL or a list of URLs")
  .transform((given) => (typeof given === "string" ? [given] : given));

/** Where to listen. */
export const address: z.ZodType<ListenAddress> = z.string().transform((given, context) => {
  const parsed = parseAddress(given);
  if (parsed !== undefined) return parsed;
  context.addIssue('must be "host:port", "[v6]:port" or "unix:/path"');
  return z.NEVER;
});

/** What a backend, user or listener is called. */
export const NAME: RegExp = /^[A-Za-z0-9][\w.:@/-]*$/;

const COMMAND = "[A-Za-z][\\w.-]*(?:[ |][A-Za-z][\\w.-]*)?";

/** A command's name in upper case; a subcommand's as `CONFIG SET`. */
export const command: z.ZodType<string> = z
  .string()
  .regex(new RegExp(`^${COMMAND}$`), 'must be a command, such as "GET" or "CONFIG SET"')
  .transform(commandName);

/** A user's rules for commands: `["+read", "-keys"]`. */
export const commandRules: z.ZodType<CommandRules> = z
  .array(
    z
      .string()
      .regex(
        new RegExp(`^[+-]${COMMAND}$`),
        `must be + or - and a command or one of ${COMMAND_CATEGORIES.join(", ")}`,
      )
      .transform(commandRule),
  )
  .transform((rules) => ({ otherwise: rules[0]?.allow !== true, rules }));

function commandRule(given: string): CommandRule {
  const allow = given.startsWith("+");
  const name = given.slice(1).toLowerCase();
  const isCategory = (COMMAND_CATEGORIES as readonly string[]).includes(name);
  return isCategory ? { allow, category: name as CommandCategory } : { allow, command: commandName(name) };
}

/** What is said of a section that is none of several kinds. */
export function eitherOf(...kinds: readonly string[]): z.core.$ZodErrorMap {
  const texts = kinds.map((kind) => JSON.stringify(kind));
  return ({ code }) => (code === "invalid_union" ? `must be ${texts.join(" or ")}` : undefined);
}
