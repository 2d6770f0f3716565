/** A text with its references to variables replaced, or what is wrong with them. */
export type Substitution =
  | {
      readonly text: string;
      /** The given text was one reference and nothing else. */
      readonly isReference: boolean;
    }
  | { readonly faults: readonly string[] };

const REFERENCE = /\$\$\{|\$\{([^}]*)\}|\$\{/g;
const MALFORMED = `has a \${ that begins neither \${NAME} nor \${NAME:-default}; a literal one is written $\${`;
const CONTENT = /^([A-Za-z_]\w*)(?::-(.*))?$/s;

/**
 * Replaces `${NAME}`, and `${NAME:-default}` whose default stands in for a variable that is missing or empty. `$${` is a
 * literal `${`. What a variable holds is not looked into.
 */
export function substitute(text: string, env: Readonly<Record<string, string | undefined>>): Substitution {
  const faults: string[] = [];
  const replaced = text.replace(REFERENCE, (reference, content: string | undefined) => {
    if (reference === "$${") return "${";
    const [, name, fallback] = CONTENT.exec(content ?? "") ?? [];
    if (name === undefined) {
      faults.push(MALFORMED);
      return "";
    }
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (fallback !== undefined) return value || fallback;
    if (value === undefined) faults.push(`needs the environment variable ${name}, which is not set`);
    return value ?? "";
  });
  return faults.length > 0 ? { faults } : { text: replaced, isReference: /^\$\{[^}]*\}$/.test(text) };
}
