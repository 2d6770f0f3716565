import type { Command } from "commander";
import { ask } from "../admin/ask.ts";
import type { BackendView, SessionView } from "../admin/source.ts";
import { nodeTable, sessionTable } from "../admin/table.ts";
import { parseAddress } from "../config/address.ts";
import { Mistake } from "./mistake.ts";

const ADMIN = "127.0.0.1:9379";

/** Adds the commands that ask a running proxy how it is. */
export function addInspection(program: Command): void {
  add(program, "sessions", "show the sessions of a running proxy, and why they are pinned", (value, colour) =>
    sessionTable(value as SessionView[], colour),
  );
  add(program, "nodes", "show the servers behind a running proxy", (value, colour) =>
    nodeTable(value as BackendView[], colour),
  );
}

function add(
  program: Command,
  name: string,
  description: string,
  shown: (value: unknown, colour: boolean) => string,
): void {
  program
    .command(name)
    .description(description)
    .option("--admin <address>", "the proxy's admin address", ADMIN)
    .option("--json", "print JSON")
    .action(async ({ admin, json }: { readonly admin: string; readonly json?: boolean }) => {
      const address = parseAddress(admin);
      if (address === undefined) {
        throw new Mistake(`--admin must be "host:port", "[v6]:port" or "unix:/path"`);
      }
      const value = await ask(address, `/${name}`);
      const { NO_COLOR } = process.env;
      const colour = process.stdout.isTTY && NO_COLOR === undefined;
      process.stdout.write(json === true ? `${JSON.stringify(value, null, 2)}\n` : shown(value, colour));
    });
}
