// What one running server says of its commands.

/**
 * @param command sends one command to the server; its reply as in RESP2.
 * @param decoderOf of packages/client/src/commands/replies.ts.
 */
export async function describe(command, decoderOf) {
  const described = decoderOf("a(commandInfo)")([await command("COMMAND")], [], 0)[0];
  const docs = decoderOf("commandDocs")(await command("COMMAND", "DOCS"), [], 0);
  return described.flatMap((row) => leaves(row, docs[row[0]]));
}

/** A command, or its subcommands. COMMAND itself is both. */
function leaves([name, , flags, , , , , tips, keySpecs, subcommands], docs) {
  const leaf = { name: name.toUpperCase().replace("|", " "), flags, tips, keySpecs, docs };
  const below = subcommands.flatMap((row) => leaves(row, docs.subcommands[row[0]]));
  return below.length === 0 || name === "command" ? [leaf, ...below] : below;
}
