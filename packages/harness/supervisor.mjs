// @ts-check
// Starts servers for the process at the other end of its channel, and kills them when that process ends. The
// kernel closes the channel however a process ends, SIGKILL included. Being the parent of every server, this
// process knows each from the moment it exists, so none is forgotten between its start and some register.
// Plain JavaScript, because tests run the harness from its sources and Node 20 runs no TypeScript.
import { spawn } from "node:child_process";
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "fairlead-"));
chmodSync(folder, 0o711); // servers that refuse to run as root have to get at their own folder in it

/** @type {Set<import("node:child_process").ChildProcess>} */
const children = new Set();
let ending = false;

/** @param {object} message */
function tell(message) {
  if (process.connected) process.send?.(message, () => {});
}

/**
 * @param {{ id: number, path: string, args: string[], cwd: string }} order
 * @param {import("node:net").Socket} [socket] the child's input and output
 */
function start({ id, path, args, cwd }, socket) {
  const log = openSync(join(cwd, "log"), "a");
  const child = spawn(path, args, { cwd, stdio: [socket ?? "ignore", socket ?? log, log] });
  closeSync(log);
  if (child.pid === undefined) {
    child.once("error", (error) => tell({ id, error: error.message }));
    return;
  }
  children.add(child);
  child.once("exit", (code, signal) => {
    children.delete(child);
    tell({ id, exit: signal ?? `code ${code}` });
    if (ending) leaveWhenAlone();
  });
  tell({ id, pid: child.pid });
}

function end() {
  ending = true;
  for (const child of children) child.kill("SIGKILL"); // a frozen process dies of no other signal
  leaveWhenAlone();
}

function leaveWhenAlone() {
  if (children.size > 0) return;
  rmSync(folder, { recursive: true, force: true });
  process.exit();
}

process.on("message", (/** @type {any} */ order, /** @type {any} */ socket) => {
  if (ending) return;
  try {
    start(order, socket);
  } catch (error) {
    tell({ id: order.id, error: String(error) });
  } finally {
    socket?.destroy(); // in this turn: what the client sends is for the child to read
  }
});
process.once("disconnect", end);
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.once(signal, end);
tell({ folder });
