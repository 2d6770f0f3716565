import type { Fault, Path } from "./problem.ts";
import type { BackendSketch, FileSketch, ListenerSketch } from "./sketch.ts";
import { suggestion } from "./suggest.ts";

/** What is wrong with the backends that a listener names. */
export function* referenceFaults(
  listener: ListenerSketch,
  path: Path,
  backends: FileSketch["backends"],
): Iterable<Fault> {
  if (backends === undefined) return;
  const mine = backendsFor(listener, backends);
  yield* defaultFaults(listener, path, mine.length);
  const references: [Path, string | undefined][] = [
    [["backend"], listener.backend],
    ...(listener.routes ?? []).map((route, at): [Path, string | undefined] => [
      ["routes", at, "backend"],
      route?.backend,
    ]),
    [["mirror", "backend"], listener.mirror?.backend],
  ];
  for (const [at, name] of references) {
    if (name === undefined || mine.includes(name)) continue;
    const message = Object.hasOwn(backends, name)
      ? `names a backend of the other protocol`
      : `names no backend${suggestion(name, mine)}`;
    yield { path: [...path, ...at], message };
  }
  yield* mirrorFaults(listener, [...path, "mirror"], mine);
}

/** Names of the backends of a listener's protocol; a faulty one may be of any. */
export function backendsFor(
  { protocol = "resp" }: ListenerSketch,
  backends: NonNullable<FileSketch["backends"]>,
): string[] {
  const isOfIt = (backend: BackendSketch | undefined): boolean =>
    backend === undefined || (backend.kind ?? "resp") === protocol;
  return Object.keys(backends).filter((name) => isOfIt(backends[name]));
}

function* defaultFaults(listener: ListenerSketch, path: Path, count: number): Iterable<Fault> {
  if (listener.backend !== undefined || count === 1) return;
  const message =
    count === 0
      ? "needs a backend of its protocol, and there is none"
      : "is required where there is more than one backend";
  yield { path: [...path, "backend"], message };
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
