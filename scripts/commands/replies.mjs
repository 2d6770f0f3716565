// Reply schemas -> TypeScript types and the tags of decoders (packages/client/src/commands/replies.ts).

const ENTRY_ID = "[0-9]+-[0-9]+";

/** `optional`: names of properties that may be missing. */
export function replyType(schema, optional = []) {
  if (schema === undefined) return "unknown";
  const union = schema.oneOf ?? schema.anyOf;
  if (union) return unionOf(union.map((one) => replyType(one, optional)));
  if ("const" in schema)
    return typeof schema.const === "string" ? `Word<R, "${schema.const}">` : `${schema.const}`;
  if (isEntry(schema)) return "StreamEntry<R>";
  switch (schema.type) {
    case "string":
      return "Text<R>";
    case "integer":
    case "number":
      return "number";
    case "null":
      return "null";
    case "array":
      return arrayType(schema, optional);
    case "object":
      return objectType(schema, optional);
    default:
      return "unknown";
  }
}

/** The types of a schema's alternatives. */
export function alternatives(schema, optional) {
  return (schema?.oneOf ?? schema?.anyOf ?? []).map((one) => replyType(one, optional));
}

/** The tag of what gives a reply of either protocol the type above; "" if nothing needs to be done. */
export function decodeTag(schema) {
  if (schema === undefined) return "";
  const union = schema.oneOf ?? schema.anyOf;
  if (union) return unionTag(union.map(decodeTag));
  if (isEntry(schema)) return "entry";
  if (schema.type === "number") return "n";
  if (schema.type === "array") return arrayTag(schema);
  return schema.type === "object" ? objectTag(schema) : "";
}

function unionOf(types) {
  const distinct = [...new Set(types)];
  // "OK" or any text is any text; -1 or any number is any number.
  const kept = distinct.filter(
    (type) =>
      !(type.startsWith("Word<") && distinct.includes("Text<R>")) &&
      !(/^-?\d+$/.test(type) && distinct.includes("number")),
  );
  const words = kept
    .filter((type) => type.startsWith("Word<"))
    .map((type) => type.slice("Word<R, ".length, -1));
  if (words.length > 1)
    return unionOf([...kept.filter((type) => !type.startsWith("Word<")), `Word<R, ${words.join(" | ")}>`]);
  return kept.sort((a, b) => Number(a === "null") - Number(b === "null") || (a < b ? -1 : 1)).join(" | ");
}

function arrayType(schema, optional) {
  if (Array.isArray(schema.items)) {
    const items = schema.items.map((item) => replyType(item, optional));
    const rest =
      typeof schema.additionalItems === "object"
        ? [`...${inParens(replyType(schema.additionalItems, optional))}[]`]
        : [];
    return `[${[...items, ...rest].join(", ")}]`;
  }
  const item = schema.items ? replyType(schema.items, optional) : "unknown";
  if (schema.minItems === 2 && schema.maxItems === 2) return `[${item}, ${item}]`;
  return `${inParens(item)}[]`;
}

function objectType(schema, optional) {
  if (!schema.properties) return `Rec<R, ${replyType(recordValue(schema), optional)}>`;
  const properties = Object.entries(schema.properties).map(([name, value]) => {
    const key = /^\w+$/.test(name) ? name : JSON.stringify(name);
    return `${key}${optional.includes(name) ? "?" : ""}: ${replyType(value, optional)}`;
  });
  const named = `{ ${properties.join("; ")} }`;
  const others = recordValue(schema);
  return others ? `${named} & { [name: \`db.\${number}\`]: ${replyType(others, optional)} }` : named;
}

function recordValue(schema) {
  if (schema.patternProperties) return Object.values(schema.patternProperties)[0];
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
}

function unionTag(tags) {
  const needed = [...new Set(tags.filter((tag) => tag !== ""))];
  if (needed.length < 2) return needed[0] ?? "";
  // Objects that differ in their properties: what decodes one leaves the other alone.
  if (!needed.every((tag) => tag.startsWith("o("))) throw new Error(`A reply of several shapes: ${needed}`);
  return `o(${[...new Set(needed.flatMap((tag) => tag.slice(2, -1).split(/,(?![^(]*\))/)))].join(",")})`;
}

function arrayTag(schema) {
  if (!Array.isArray(schema.items)) {
    const item = decodeTag(schema.items);
    return item && `a(${item})`;
  }
  const items = schema.items.map((item) => decodeTag(item) || "_");
  const rest = typeof schema.additionalItems === "object" ? decodeTag(schema.additionalItems) : "";
  if (rest) items.push(`*${rest}`);
  return items.every((item) => item === "_") ? "" : `t(${items.join(",")})`;
}

function objectTag(schema) {
  if (!schema.properties) {
    const value = decodeTag(recordValue(schema));
    return value ? `r(${value})` : "r";
  }
  const needed = Object.entries(schema.properties).map(([name, value]) => [name, decodeTag(value)]);
  const others = recordValue(schema);
  if (others) needed.push(["*", decodeTag(others)]);
  const parts = needed.filter(([, tag]) => tag).map(([name, tag]) => `${name}:${tag}`);
  return parts.length === 0 ? "o" : `o(${parts.join(",")})`;
}

/** An entry of a stream: its id, and fields and values in turn. */
function isEntry(schema) {
  return (
    Array.isArray(schema.items) &&
    schema.items.length === 2 &&
    schema.items[0].pattern === ENTRY_ID &&
    schema.items[1].type === "array"
  );
}

function inParens(type) {
  return type.includes("|") || type.includes("&") ? `(${type})` : type;
}
