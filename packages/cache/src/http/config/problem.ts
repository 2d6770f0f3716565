/** Something wrong in a configuration. */
export interface HttpConfigProblem {
  /** Of the value in question: `rules[0].policy.ttl`. Empty for the whole. */
  readonly path: string;
  /** Where it stands in the text, from 1; 0 if there is no text. */
  readonly line: number;
  readonly column: number;
  /** Goes on after the path: `is required`. */
  readonly message: string;
}

export type Path = readonly (string | number)[];

/** A problem that has not been looked up in the text yet. */
export interface Fault {
  readonly path: Path;
  readonly message: string;
  /** It is about the key, not about its value. */
  readonly isKey?: true;
}

export function pathText(path: Path): string {
  return path.map(stepText).join("").replace(/^\./, "");
}

function stepText(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
