import { type CommandSpec, Flag, fixedFirstKey, plainSpec } from "fairlead/internal";

type KeySpec = CommandSpec["keys"][number];

/** What a server says of a command that the table doesn't know. */
export interface Told {
  readonly spec: CommandSpec;
  /** Why it can't go over connections that others share; `undefined` if it can. */
  readonly refusal: string | undefined;
}

const FLAGS: ReadonlyMap<string, number> = new Map([
  ["readonly", Flag.READONLY],
  ["write", Flag.WRITE],
  ["blocking", Flag.BLOCKING],
  ["admin", Flag.ADMIN],
  ["pubsub", Flag.PUBSUB],
  ["no_multi", Flag.NO_MULTI],
]);

/** What makes a command one that a connection remembers, or that has other replies than one. */
const STATEFUL: ReadonlySet<string> = new Set([
  "pubsub",
  "no_multi",
  "@pubsub",
  "@connection",
  "@transaction",
]);

/**
 * Reads an element of a reply to `COMMAND INFO`, as either protocol has it; `undefined` if the server doesn't know the command
 * either. https://valkey.io/commands/command/
 */
export function toldOf(name: string, info: unknown): Told | undefined {
  if (!Array.isArray(info)) return undefined;
  const [, , flags, first, last, step, categories, , keySpecs] = info as unknown[];
  const words = name.split(" ").length;
  const said = new Set([...textsOf(flags), ...textsOf(categories)]);
  const bits = [...said].reduce((all, flag) => all | (FLAGS.get(flag) ?? 0), 0);
  const keys = Array.isArray(keySpecs)
    ? keySpecs.map((each) => keySpecOf(fieldsOf(each), words))
    : legacyKeys(Number(first), Number(last), Number(step), words);
  const spec = { ...plainSpec(name, bits), keys, firstKey: fixedFirstKey(name, keys) };
  return { spec, refusal: refusalOf(said, keys) };
}

function refusalOf(said: ReadonlySet<string>, keys: readonly KeySpec[]): string | undefined {
  if ([...STATEFUL].some((mark) => said.has(mark))) return "its connections are shared by many clients";
  const unclear = keys.some(({ begin, find }) => begin.kind === "unknown" || find.kind === "unknown");
  if (unclear || (said.has("movablekeys") && keys.length === 0))
    return "the server doesn't tell where its keys are";
  return undefined;
}

/** Of servers that have no key specifications yet: the first key, the last, and how far one is from the next. */
function legacyKeys(first: number, last: number, step: number, words: number): KeySpec[] {
  if (!(first > 0)) return [];
  const find = {
    kind: "range",
    last: last < 0 ? last : last - first,
    step: Math.max(step, 1),
    limit: 0,
  } as const;
  return [{ begin: { kind: "index", index: first - words }, find }];
}

function keySpecOf({ begin_search: begin, find_keys: find }: Fields, words: number): KeySpec {
  return { begin: beginOf(begin, words), find: findOf(find) };
}

function beginOf(part: unknown, words: number): KeySpec["begin"] {
  const { type, spec } = fieldsOf(part);
  const { index, keyword, startfrom } = fieldsOf(spec);
  if (type === "index") return { kind: "index", index: Number(index) - words };
  if (type !== "keyword") return { kind: "unknown" };
  const from = Number(startfrom);
  return { kind: "keyword", keyword: String(keyword).toUpperCase(), from: from < 0 ? from : from - words };
}

function findOf(part: unknown): KeySpec["find"] {
  const { type, spec } = fieldsOf(part);
  const { lastkey, keystep, limit, keynumidx, firstkey } = fieldsOf(spec);
  const step = Number(keystep);
  if (type === "range") return { kind: "range", last: Number(lastkey), step, limit: Number(limit) };
  if (type !== "keynum") return { kind: "unknown" };
  return { kind: "keynum", count: Number(keynumidx), first: Number(firstkey), step };
}

type Fields = Readonly<Record<string, unknown>>;

/** A map as RESP3 has it, or names and values in turn. */
function fieldsOf(value: unknown): Fields {
  if (!Array.isArray(value)) return (value ?? {}) as Fields;
  const fields: Record<string, unknown> = {};
  for (let at = 0; at + 1 < value.length; at += 2) fields[String(value[at])] = value[at + 1];
  return fields;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
