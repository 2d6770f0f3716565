import { Flag } from "fairlead/internal";
import type { CommandCategory, CommandRule, UserConfig } from "../config/config.ts";
import { type Asked, argsOf, keysOf } from "../resp/keys.ts";
import type { Row } from "../resp/row.ts";

/** Commands that every user may send: they only concern the session. */
const ALWAYS: ReadonlySet<string> = new Set(["AUTH", "HELLO", "QUIT", "RESET", "PING", "ECHO"]);

/** What may write without being known to. */
const SCRIPTS: ReadonlySet<string> = new Set(["EVAL", "EVALSHA", "FCALL"]);

/** Commands that reach keys which they don't name: a user who is held to some keys may send them only if a rule names them. */
const BEYOND_KEYS: ReadonlySet<string> = new Set([
  ...SCRIPTS,
  ...["EVAL_RO", "EVALSHA_RO", "FCALL_RO"],
  ...["FLUSHALL", "FLUSHDB"],
]);

/** What a user may do, ready to be asked for every command. */
export class UserRules {
  private readonly user: UserConfig;
  private readonly allowed = new WeakMap<Row, boolean>();
  private readonly patterns: readonly RegExp[] | undefined;

  constructor(user: UserConfig) {
    this.user = user;
    this.patterns = user.keys.includes("*")
      ? undefined
      : user.keys.map((glob) => globToRegExp(Buffer.from(glob).toString("latin1")));
  }

  /** What the user is told in place of a reply; `undefined` if it may. */
  forbids(asked: Asked): string | undefined {
    const { row } = asked;
    if (!this.mayUse(row)) {
      return `NOPERM User ${this.user.name} has no permissions to run the '${row.name.toLowerCase().replace(" ", "|")}' command`;
    }
    const { patterns } = this;
    if (patterns === undefined) return undefined;
    const option = row.name.startsWith("SORT") ? lookingElsewhere(argsOf(asked)) : undefined;
    if (option !== undefined)
      return `ERR ${option} option of SORT denied due to insufficient ACL permissions`;
    const good = keysOf(asked).every((key) =>
      patterns.some((pattern) => pattern.test(key.toString("latin1"))),
    );
    return good ? undefined : "NOPERM No permissions to access a key";
  }

  private mayUse(row: Row): boolean {
    let may = this.allowed.get(row);
    if (may === undefined) {
      const { otherwise, rules } = this.user.commands;
      const last = rules.findLast((rule) => names(rule, row));
      may = ALWAYS.has(row.name) || ((last?.allow ?? otherwise) && this.keepsToKeys(row));
      this.allowed.set(row, may);
    }
    return may;
  }

  /** Whether all that it reaches can be judged by its keys, or somebody has thought of that. */
  private keepsToKeys(row: Row): boolean {
    if (this.patterns === undefined || !BEYOND_KEYS.has(row.name)) return true;
    return this.user.commands.rules.some((rule) => "command" in rule && rule.allow && names(rule, row));
  }
}

/** The option of SORT by which it reads keys that a pattern names; undefined if there is none. */
function lookingElsewhere(args: readonly Buffer[]): "BY" | "GET" | undefined {
  for (let at = 1; at + 1 < args.length; at++) {
    const word = args[at]!.toString("latin1").toUpperCase();
    if (word === "LIMIT") at += 2;
    else if (word === "STORE") at++;
    else if ((word === "BY" || word === "GET") && args[++at]!.includes("*")) return word;
  }
  return undefined;
}

function names(rule: CommandRule, row: Row): boolean {
  // What a script does nobody knows beforehand: whoever may not write may not run any that may.
  if ("category" in rule)
    return isOf(rule.category, row) || (!rule.allow && rule.category === "write" && SCRIPTS.has(row.name));
  return rule.command === row.name || row.name.startsWith(`${rule.command} `);
}

function isOf(category: CommandCategory, { spec, name }: Row): boolean {
  const has = (flag: number): boolean => (spec.flags & flag) !== 0;
  switch (category) {
    case "read":
      return has(Flag.READONLY) && !has(Flag.ADMIN);
    case "write":
      return has(Flag.WRITE);
    case "admin":
      return has(Flag.ADMIN);
    case "pubsub":
      return has(Flag.PUBSUB) || name.includes("SUBSCRIBE");
    case "blocking":
      return has(Flag.BLOCKING);
  }
}

/** A pattern as the servers read it: `*`, `?`, `[a-z]`, `[^a]` and `\` before a character that means itself. */
export function globToRegExp(glob: string): RegExp {
  let source = "";
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at]!;
    if (char === "*") source += "[^]*";
    else if (char === "?") source += "[^]";
    else if (char === "[" && glob.indexOf("]", at) !== -1) {
      const to = glob.indexOf("]", at);
      source += `[${glob.slice(at + 1, to).replace(/[\\[\]]/g, "\\$&")}]`;
      at = to;
    } else source += escaped(char === "\\" ? (glob[++at] ?? "\\") : char);
  }
  return new RegExp(`^${source}$`);
}

function escaped(char: string): string {
  return char.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
