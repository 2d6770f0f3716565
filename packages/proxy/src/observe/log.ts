import { type DestinationStream, type Logger, pino } from "pino";
import type { LogConfig } from "../config/config.ts";

export type Log = Logger;

const STDERR = 2;

/** Says nothing. */
export const NO_LOG: Log = pino({ level: "silent" });

/** The log that a configuration asks for, on the standard error. */
export async function openLog({ level, format }: LogConfig): Promise<Log> {
  const isPretty = format === "pretty" || (format === "auto" && process.stderr.isTTY);
  return logTo(isPretty ? await prettyStream() : pino.destination({ dest: STDERR, sync: false }), level);
}

/** A log of JSON lines to `stream`. */
export function logTo(stream: DestinationStream, level: LogConfig["level"]): Log {
  return pino(
    {
      level,
      base: { pid: process.pid },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      // Nothing like that is handed to it; should it ever be, it goes no further.
      redact: { paths: ["password", "*.password", "args", "*.args"], censor: "***" },
      serializers: { err: described },
    },
    stream,
  );
}

/** Without the fields and causes of errors, which may hold anything. */
function described(error: Error & { readonly code?: unknown }): object {
  return { ...(typeof error.code === "string" ? { code: error.code } : {}), message: error.message };
}

async function prettyStream(): Promise<DestinationStream> {
  const { default: pretty } = await import("pino-pretty");
  const { NO_COLOR } = process.env;
  return pretty({
    destination: STDERR,
    sync: true,
    colorize: process.stderr.isTTY && NO_COLOR === undefined,
    ignore: "pid",
    translateTime: "SYS:HH:MM:ss.l",
    singleLine: true,
  });
}
