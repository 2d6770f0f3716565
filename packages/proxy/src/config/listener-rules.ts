import { addressText, isLoopback, parseAddress } from "./address.ts";
import { commandName } from "./command-name.ts";
import { type Fault, type Path, pathText } from "./problem.ts";
import type { FileSketch, ListenerSketch } from "./sketch.ts";
import { suggestion } from "./suggest.ts";

/** What is wrong between a listener and the rest of the file. */
export function* listenerFaults(file: FileSketch): Iterable<Fault> {
  for (const [index, listener] of (file.listeners ?? []).entries()) {
    if (listener === undefined) continue;
    const path = ["listeners", index];
    yield* backendFaults(listener, path, file.backends);
    yield* mirrorFaults(listener, [...path, "mirror"], Object.keys(file.backends ?? {}));
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

/** A fault for each text that stands in the list before, too. */
export function* repeated(
  texts: readonly (string | undefined)[],
  pathOf: (index: number) => Path,
): Iterable<Fault> {
  for (const [index, text] of texts.entries()) {
    const first = texts.indexOf(text);
    if (text !== undefined && first !== index) {
      yield { path: pathOf(index), message: `is the same as ${pathText(pathOf(first))}` };
    }
  }
}

function* backendFaults(
  listener: ListenerSketch,
  path: Path,
  backends: FileSketch["backends"],
): Iterable<Fault> {
  if (backends === undefined) return;
  const names = Object.keys(backends);
  if (listener.backend === undefined && names.length > 1) {
    yield { path: [...path, "backend"], message: "is required where there is more than one backend" };
  }
  const references: [Path, string | undefined][] = [
    [["backend"], listener.backend],
    ...(listener.routes ?? []).map((route, at): [Path, string | undefined] => [
      ["routes", at, "backend"],
      route?.backend,
    ]),
    [["mirror", "backend"], listener.mirror?.backend],
  ];
  for (const [at, name] of references) {
    if (name === undefined || Object.hasOwn(backends, name)) continue;
    yield { path: [...path, ...at], message: `names no backend${suggestion(name, names)}` };
  }
}

function* mirrorFaults(listener: ListenerSketch, path: Path, backends: readonly string[]): Iterable<Fault> {
  const { mirror, backend = backends.length === 1 ? backends[0] : undefined } = listener;
  if (mirror === undefined) return;
  if (backend !== undefined && mirror.backend === backend) {
    yield { path: [...path, "backend"], message: "is the listener's own backend" };
  }
  const routed = (listener.routes ?? []).some((route) => route?.backend === mirror.backend);
  if (routed && mirror.backend !== undefined) {
    yield { path: [...path, "backend"], message: "is the backend of a route" };
  }
  const shares = (["reads", "writes"] as const).map((key) => (key in mirror ? mirror[key] : 0));
  if (shares.every((share) => share === 0)) {
    yield { path, message: "mirrors nothing while reads and writes are 0" };
  }
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
