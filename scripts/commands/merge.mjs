// What several servers say of their commands -> one list.
import { extra } from "./extra.mjs";
import { notation } from "./notation.mjs";
import { methodless, optionalProperties, replies, syntax } from "./overrides.mjs";
import { alternatives, decodeTag, replyType } from "./replies.mjs";
import { routing } from "./routing.mjs";

/**
 * @param described what `describe` gave of each server; a later one wins.
 * @param schemas reply schemas by command name.
 */
export function merge(described, schemas) {
  const byName = new Map();
  for (const server of described) for (const command of server) byName.set(command.name, command);
  for (const command of extra) byName.set(command.name, { ...command, ...byName.get(command.name) });
  rejectStale(byName);
  return [...byName.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((command) => withReply(command, schemas[command.name]?.reply_schema));
}

function withReply(command, schema) {
  const { type = command.type, infer = {}, decode } = replies[command.name] ?? {};
  const optional = optionalProperties[command.name];
  const derived = replyType(schema, optional);
  const given = typeof type === "function" ? type(alternatives(schema, optional), derived) : type;
  return {
    ...command,
    ...routeOf(command),
    ...inOneForm(given ?? derived, decode ?? command.decode ?? decodeTag(schema)),
    infer,
    notation: notationOf(command),
    deprecated: command.docs.doc_flags?.includes("deprecated") ?? false,
  };
}

function routeOf({ name, tips }) {
  const policy = (kind) => tips.find((tip) => tip.startsWith(`${kind}:`))?.slice(kind.length + 1);
  return { request: policy("request_policy"), response: policy("response_policy"), ...routing[name] };
}

function notationOf({ name, syntax: given, docs }) {
  if (name in methodless) return undefined;
  return syntax[name] ?? given ?? notation(name, docs.arguments);
}

/** A reply whose only text is a word of the server's ("OK") comes as text whatever is asked for. */
function inOneForm(type, tag) {
  const withoutWords = type.replace(/Word<R, ([^>]*)>/g, "$1");
  const isFixed = tag === "" && withoutWords !== type && !/\bR\b/.test(withoutWords);
  return isFixed ? { type: withoutWords, tag: "text" } : { type, tag };
}

/** An override of a command that no longer exists would go unnoticed. */
function rejectStale(byName) {
  for (const names of [syntax, replies, methodless, optionalProperties, routing].map(Object.keys)) {
    const stale = names.filter((name) => !byName.has(name));
    if (stale.length > 0)
      throw new Error(`overrides.mjs or routing.mjs names unknown commands: ${stale.join(", ")}`);
  }
}
