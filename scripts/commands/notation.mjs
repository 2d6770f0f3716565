// The servers' description of a command's arguments -> one line of the notation in
// packages/client/src/commands/grammar.ts.
import { argumentTypes, namedChoices } from "./overrides.mjs";

const TYPES = { key: ":k", integer: ":i", "unix-time": ":i", double: ":d" };

/** `args`: the `arguments` of COMMAND DOCS. */
export function notation(command, args = []) {
  return sequence(command, args, true);
}

function sequence(command, args, top) {
  const elements = [];
  for (let i = 0; i < args.length; i++) {
    const counts = args[i].name === "numkeys" && has(args[i + 1], "multiple");
    if (counts) i++;
    elements.push((counts ? "#" : "") + element(command, args[i], top));
  }
  return elements.join(" ");
}

function element(command, arg, top) {
  const optional = has(arg, "optional");
  const plain = !arg.token && !["oneof", "block", "pure-token"].includes(arg.type);
  // A list that may be empty is a positional argument, not an option.
  if (optional && top && plain && has(arg, "multiple")) return `${value(command, arg)}*`;
  if (optional) {
    const inner =
      enumeration(arg) && namedChoices.has(arg.name)
        ? `${arg.name}(${words(arg)})`
        : required(command, arg, false);
    return has(arg, "multiple_token") ? `[${inner}]...` : `[${inner}]`;
  }
  if (arg.type !== "oneof" || arg.token) return required(command, arg, top);
  if (enumeration(arg)) return `${arg.name}(${words(arg)})`;
  const free = arg.arguments.find(
    (child) => !child.token && child.type !== "pure-token" && child.type !== "block",
  );
  // "$" or an id, "*" or an id: any text will do.
  return free ? value(command, free) : `(${alternatives(command, arg)})`;
}

/** The element as if it were not optional. */
function required(command, arg, top) {
  const repeat = has(arg, "multiple") && !has(arg, "multiple_token") ? "..." : "";
  switch (arg.type) {
    case "pure-token":
      return arg.token;
    case "oneof":
      if (!arg.token) return alternatives(command, arg);
      return enumeration(arg)
        ? `${arg.token}=(${words(arg)})`
        : `${arg.token}={${alternatives(command, arg)}}`;
    case "block":
      return block(command, arg, top, repeat);
    default:
      if (!arg.token) return value(command, arg) + repeat;
      return `${arg.token}${top ? " " : "="}${value(command, arg)}${repeat}`;
  }
}

function block(command, arg, top, repeat) {
  if (arg.arguments.every((child) => has(child, "multiple"))) {
    return `${arg.token} ${arg.name}{${arg.arguments.map((child) => value(command, child)).join("|")}}...`;
  }
  if (arg.token && top) return `${arg.token} ${sequence(command, arg.arguments, true)}`;
  if (arg.token) return `${arg.token}={${sequence(command, arg.arguments, false)}}${repeat}`;
  if (repeat) return `${arg.name}{${sequence(command, arg.arguments, false)}}${repeat}`;
  return sequence(command, arg.arguments, top);
}

function alternatives(command, arg) {
  return arg.arguments.map((child) => sequence(command, [child], false)).join("|");
}

function value(command, arg) {
  const type = argumentTypes[`${command} ${arg.name}`] ?? argumentTypes[arg.name] ?? TYPES[arg.type] ?? "";
  return arg.name + type;
}

function enumeration(arg) {
  return arg.type === "oneof" && arg.arguments.every((child) => child.type === "pure-token");
}

function words(arg) {
  return arg.arguments.map((child) => child.token).join("|");
}

function has(arg, flag) {
  return arg?.flags?.includes(flag) ?? false;
}
