import { register } from "prom-client";
import { subscribeAll } from "../diagnostics/subscribe.ts";
import { Collectors } from "./collectors.ts";
import type { InstrumentOptions } from "./options.ts";

export type { InstrumentOptions, Measured } from "./options.ts";

/**
 * Registers and keeps the metrics `fairlead_*` of what all clients of this process do from now on; the guide to
 * observability lists them. Returns what ends it, and takes the metrics out of the registry.
 * @throws {Error} of `prom-client` when the registry has them already.
 */
export function instrument(options: InstrumentOptions = {}): () => void {
  const registry = options.register ?? register;
  const collectors = new Collectors(registry, options);
  const unsubscribe = subscribeAll({
    "fairlead:command:start": (event) => collectors.started(event),
    "fairlead:command": (event) => collectors.settled(event),
    "fairlead:connect": (event) => collectors.connection(event),
    "fairlead:topology": (event) => collectors.topology(event),
    "fairlead:redirect": ({ kind }) => collectors.redirects.inc({ kind }),
    "fairlead:retry": ({ reason }) => collectors.retries.inc({ reason: collectors.codes.label(reason) }),
    "fairlead:pool": (event) => collectors.connections.pooled(event),
    "fairlead:pubsub-gap": ({ kind }) => collectors.gaps.inc({ kind }),
  });
  return () => {
    unsubscribe();
    collectors.remove();
  };
}
