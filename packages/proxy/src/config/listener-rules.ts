import { addressText, isLoopback, parseAddress } from "./address.ts";
import { commandName } from "./command-name.ts";
import { newsFaults } from "./news-rules.ts";
import type { Fault, Path } from "./problem.ts";
import { referenceFaults } from "./reference-rules.ts";
import { repeated } from "./relations.ts";
import type { FileSketch, ListenerSketch } from "./sketch.ts";

/** What is wrong between a listener and the rest of the file. */
export function* listenerFaults(file: FileSketch): Iterable<Fault> {
  for (const [index, listener] of (file.listeners ?? []).entries()) {
    if (listener === undefined) continue;
    const path = ["listeners", index];
    yield* referenceFaults(listener, path, file.backends);
    yield* newsFaults(listener, path, file);
    yield* commandFaults(listener, [...path, "deny"]);
    if (listener.auth === "users" && !hasUsers(file)) {
      yield { path: [...path, "auth"], message: "needs users, and there are none" };
    }
    const { clientCertificates = "none", caFile } = listener.tls ?? {};
    if (clientCertificates !== "none" && caFile === undefined) {
      yield {
        path: [...path, "tls", "caFile"],
        message: "is required where clients are asked for a certificate",
      };
    }
    const prefixes = (listener.routes ?? []).map((route) => route?.prefix);
    yield* repeated(prefixes, (at) => [...path, "routes", at, "prefix"]);
  }
  // Not of all addresses, which must differ anyway.
  const names = (file.listeners ?? []).map((listener) => listener?.name ?? anyPortOf(listener));
  yield* repeated(names, (at) => ["listeners", at, "name"]);
  yield* addressFaults(file);
}

function* commandFaults({ allow = [], deny = [] }: ListenerSketch, path: Path): Iterable<Fault> {
  const allowed = new Set(allow.map((name) => name && commandName(name)));
  for (const [index, name] of deny.entries()) {
    if (name !== undefined && allowed.has(commandName(name))) {
      yield { path: [...path, index], message: "is in allow too" };
    }
  }
}

function* addressFaults({ listeners = [], admin }: FileSketch): Iterable<Fault> {
  const addresses = [...listeners, admin].map((section) => parseAddress(section?.address ?? ""));
  const texts = addresses.map((address) => {
    const isAnyPort = address !== undefined && "port" in address && address.port === 0;
    return address === undefined || isAnyPort ? undefined : addressText(address).toLowerCase();
  });
  yield* repeated(texts, (at) =>
    at < listeners.length ? ["listeners", at, "address"] : ["admin", "address"],
  );
  const own = addresses.at(-1);
  const mayBeRemote = admin !== undefined && "allowRemote" in admin && admin.allowRemote !== false;
  if (own !== undefined && !isLoopback(own) && !mayBeRemote) {
    yield {
      path: ["admin", "address"],
      message: "can be reached from other machines, which needs allowRemote: true",
    };
  }
}

// Users that are faulty are there all the same.
function hasUsers(file: FileSketch): boolean {
  return "users" in file && file.users?.length !== 0;
}

function anyPortOf(listener: ListenerSketch | undefined): string | undefined {
  return listener?.address?.endsWith(":0") ? listener.address : undefined;
}
