import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { substitute } from "./environment.ts";
import { type Fault, type Path, pathText } from "./problem.ts";

/** Where a value and its key begin in the text. */
interface Place {
  readonly key: number | undefined;
  readonly value: number;
}

/** Beyond this a file is made to exhaust memory, by aliases of aliases. */
const MAX_NODES = 10_000;

/**
 * Turns the nodes of a YAML document into plain values, and keeps where they stand. References to variables are replaced in
 * single texts, so that no variable can add structure.
 */
export class YamlReader {
  readonly faults: Fault[] = [];
  /** Paths of texts that are one reference to a variable: they may be meant as a number, or as true or false. */
  readonly references: Set<string> = new Set();
  readonly #document: Document;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #places: Map<string, Place> = new Map();
  readonly #open: Set<unknown> = new Set();
  #nodes = 0;

  constructor(document: Document, env: Readonly<Record<string, string | undefined>>) {
    this.#document = document;
    this.#env = env;
  }

  /** The document's value; faulty parts of it are `undefined`. */
  read(): unknown {
    const { contents } = this.#document;
    return contents === null ? {} : this.#read(contents, [], undefined);
  }

  /** Where a fault stands in the text: at its value, or at whatever it is missing from. */
  offsetOf({ path, isKey }: Fault): number {
    const place = this.#places.get(pathText(path));
    if (place !== undefined) return isKey ? (place.key ?? place.value) : place.value;
    return path.length === 0 ? 0 : this.offsetOf({ path: path.slice(0, -1), message: "", isKey: true });
  }

  #read(node: unknown, path: Path, key: number | undefined): unknown {
    this.#places.set(pathText(path), { key, value: offsetIn(node) ?? key ?? 0 });
    return this.#valueOf(node, path);
  }

  #valueOf(node: unknown, path: Path): unknown {
    if (++this.#nodes === MAX_NODES) this.#fault(path, "is too much for a configuration");
    if (this.#nodes >= MAX_NODES) return undefined;
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (target === undefined) return this.#fault(path, "refers to an anchor that is not above it");
      return this.#valueOf(target, path);
    }
    if (isScalar(node)) return this.#scalar(node, path);
    if (!isMap(node) && !isSeq(node)) return null;
    if (this.#open.has(node)) return this.#fault(path, "contains itself");
    this.#open.add(node);
    const read = isMap(node) ? this.#map(node, path) : this.#list(node, path);
    this.#open.delete(node);
    return read;
  }

  #list({ items }: YAMLSeq, path: Path): unknown[] {
    return items.map((item, index) => this.#read(item, [...path, index], undefined));
  }

  #map({ items }: YAMLMap, path: Path): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    for (const { key, value } of items) {
      const offset = offsetIn(key);
      // Without a colon it may be the rest of a password, so it isn't shown.
      const name = isScalar(key) && key.value !== null && value !== null ? String(key.value) : "?";
      const own = [...path, name];
      if (name === "?" || name === "__proto__") {
        this.#places.set(pathText(own), { key: offset, value: offset ?? 0 });
        this.#fault(own, "can't be a key; a text with a comma in it must be quoted");
        continue;
      }
      if (entries.has(name)) this.#fault(own, "is given more than once");
      entries.set(name, this.#read(value, own, offset));
    }
    return Object.fromEntries(entries);
  }

  #scalar({ value }: Scalar, path: Path): unknown {
    if (typeof value !== "string") return value;
    const substitution = substitute(value, this.#env);
    if ("faults" in substitution) {
      return this.#fault(path, substitution.faults.join(", and "));
    }
    if (substitution.isReference) this.references.add(pathText(path));
    return substitution.text;
  }

  #fault(path: Path, message: string): undefined {
    this.faults.push({ path, message });
  }
}

function offsetIn(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
