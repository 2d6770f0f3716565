/** A command as the command table calls it: upper case, and a space before a subcommand, which may be given as `config|set`. */
export function commandName(given: string): string {
  return given.replace("|", " ").toUpperCase();
}
