// The process of a news provider that is as fast as can be: what it answers is ready-made.
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { LOOPBACK } from "fairlead-harness";
import { FETCH, GREETING, OVERVIEW, SELECT } from "./dataset.ts";

/** What the process is told, as JSON, in its first argument. */
export interface ProviderJob {
  readonly certFile: string;
  readonly keyFile: string;
}

/** What it tells: where it listens. */
export interface ProviderPorts {
  readonly plain: number;
  readonly tls: number;
}

const BLOCKS: Readonly<Record<string, Buffer>> = {
  ARTICLE: FETCH.reply,
  OVER: OVERVIEW.reply,
  GROUP: SELECT.reply,
};
const LINES: Readonly<Record<string, string>> = {
  MODE: "201 reading\r\n",
  CAPABILITIES: "101 list\r\nVERSION 2\r\nREADER\r\nOVER MSGID\r\n.\r\n",
  DATE: "111 20260101000000\r\n",
};

const { certFile, keyFile } = JSON.parse(process.argv[2]!) as ProviderJob;
const certificate = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
const ports: ProviderPorts = {
  plain: await listen(createServer({ noDelay: true }, serve)),
  tls: await listen(createTlsServer({ noDelay: true, ...certificate }, serve)),
};
process.on("disconnect", () => process.exit());
process.send!(ports);

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, LOOPBACK, 4096, () => resolve((server.address() as AddressInfo).port));
  });
}

function serve(socket: Socket): void {
  let rest = "";
  socket.on("error", () => undefined); // its end follows
  socket.on("data", (chunk) => {
    const lines = (rest + chunk.toString("latin1")).split("\r\n");
    rest = lines.pop()!;
    let answers = "";
    for (const line of lines) {
      const block = BLOCKS[line.slice(0, line.indexOf(" "))];
      if (block === undefined) {
        answers += answer(line);
        continue;
      }
      if (answers !== "") socket.write(answers, "latin1");
      answers = "";
      socket.write(block);
    }
    if (answers !== "") socket.write(answers, "latin1");
  });
  socket.write(GREETING);
}

function answer(line: string): string {
  if (line.startsWith("STAT ")) return `223 0 ${line.slice(5)}\r\n`;
  return LINES[line.split(" ")[0]!] ?? "500 What?\r\n";
}
