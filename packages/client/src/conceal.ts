/** Has whoever prints an object shown its name: what is in it may be secret, such as values and passwords on their way. */
export function conceal(prototype: object, name: string): void {
  const value = (): string => `fairlead ${name}`;
  Object.defineProperty(prototype, Symbol.for("nodejs.util.inspect.custom"), { value });
}
