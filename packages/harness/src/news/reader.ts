import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LOOPBACK } from "../address.ts";
import { ensureTool } from "../binaries.ts";
import { reaper } from "../reaper.ts";
import type { NewsLogin } from "./login.ts";
import { startTerminal, type Terminal } from "./terminal.ts";

export type NewsReader = "slrn" | "tin";

export interface ReaderOptions {
  /** Of a server on 127.0.0.1. */
  readonly port: number;
  /** The one group it is subscribed to. */
  readonly group: string;
  /** Who it says it is. */
  readonly login?: NewsLogin;
}

/**
 * Starts a news reader in a terminal, with nothing in its home but the subscription of one group; resolves when it
 * shows its list of groups. From there Enter opens the group in both.
 * @throws {Error} one sentence that says what to install.
 */
export async function startReader(reader: NewsReader, options: ReaderOptions): Promise<Terminal> {
  const path = await ensureTool(reader);
  const folder = await reaper().folder(reader);
  const terminal = await (reader === "slrn" ? slrn : tin)(path, folder, options);
  try {
    if (reader === "tin") {
      await terminal.shows("Press <RETURN> to continue");
      terminal.send("\r");
    }
    await terminal.shows(reader === "tin" ? "Group Selection" : "News Groups:");
    return terminal;
  } catch (error) {
    await terminal.close();
    throw error;
  }
}

async function slrn(path: string, folder: string, { port, group, login }: ReaderOptions) {
  const server = `server "${LOOPBACK}" "newsrc"\n`;
  const user = login === undefined ? "" : `nnrpaccess "${LOOPBACK}" "${login.user}" "${login.password}"\n`;
  await writeFile(
    join(folder, ".slrnrc"),
    `${server}${user}set username "reader"\nset hostname "fairlead.internal"\n`,
  );
  await writeFile(join(folder, "newsrc"), `${group}:\n`);
  const args = ["-n", "-C-", "-i", join(folder, ".slrnrc"), "-f", join(folder, "newsrc")];
  return startTerminal(path, [...args, "--nntp", "-h", LOOPBACK, "-p", String(port)], folder);
}

async function tin(path: string, folder: string, { port, group, login }: ReaderOptions) {
  const newsrc = join(folder, ".newsrc");
  await writeFile(newsrc, `${group}:\n`);
  if (login !== undefined) {
    await writeFile(join(folder, ".newsauth"), `${LOOPBACK} ${login.password} ${login.user}\n`, {
      mode: 0o600,
    });
  }
  const args = ["-r", "-Q", "-g", LOOPBACK, "-p", String(port), "-f", newsrc, ...(login ? ["-A"] : [])];
  return startTerminal(path, args, folder);
}
