import { Call, type Dispatcher, plainSpec } from "fairlead/internal";
import { DecodeMode } from "fairlead-resp";
import { toldOf } from "./command-info.ts";
import { type Row, type Rows, unknownRow } from "./row.ts";

const COMMAND_INFO = plainSpec("COMMAND INFO");
/** No server has a command with a longer name. */
const MAX_NAME_LENGTH = 128;
/** Names that no server knows are remembered for so long, and at most so many: anybody can make up more. */
const REMEMBERED_MS = 60_000;
const MAX_REMEMBERED = 1_000;

/** Commands that the table doesn't know: of each the servers are asked once. */
export class Strangers {
  private readonly rows: Rows;
  private readonly asking = new Map<string, Promise<Row>>();
  private readonly unknown = new Map<string, { readonly row: Row; readonly until: number }>();

  constructor(rows: Rows) {
    this.rows = rows;
  }

  /** What is known of a command by now. */
  row(name: string, now: number): Row {
    if (name.length > MAX_NAME_LENGTH) return unknownRow(name, "forward");
    const found = this.unknown.get(name);
    if (found !== undefined && found.until > now) return found.row;
    return this.rows.named(name) ?? this.rows.stranger(name);
  }

  /**
   * Asks a server. Of a command that it doesn't know either the row says to forward it: the server refuses it in its own
   * words.
   * @throws what keeps the server from answering.
   */
  learn(name: string, servers: Pick<Dispatcher, "dispatch">, deadline: number): Promise<Row> {
    let asking = this.asking.get(name);
    if (asking === undefined) {
      asking = this.ask(name, servers, deadline).finally(() => this.asking.delete(name));
      this.asking.set(name, asking);
    }
    return asking;
  }

  private async ask(name: string, servers: Pick<Dispatcher, "dispatch">, deadline: number): Promise<Row> {
    const args = [name.toLowerCase().replace(" ", "|")];
    const call = new Call(COMMAND_INFO, args, DecodeMode.PLAIN, deadline, true);
    const reply = call.promise();
    servers.dispatch(call);
    const told = toldOf(name, ((await reply) as unknown[])[0]);
    if (told !== undefined) return this.rows.learn(told);
    const row = unknownRow(name, "forward");
    if (this.unknown.size >= MAX_REMEMBERED) this.unknown.clear();
    this.unknown.set(name, { row, until: deadline + REMEMBERED_MS });
    return row;
  }
}
