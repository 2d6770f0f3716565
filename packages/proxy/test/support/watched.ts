import { Writable } from "node:stream";
import { logTo } from "../../src/observe/log.ts";
import type { Proxy as RunningProxy } from "../../src/server/proxy.ts";
import type { Closable } from "./disposer.ts";
import type { RawClient } from "./raw-client.ts";
import { clientOf, proxyOf } from "./start.ts";

/** A proxy with an admin address, and what it has logged. */
export interface Watched {
  readonly proxy: RunningProxy;
  readonly lines: Record<string, unknown>[];
  page(path: string, init?: RequestInit): Promise<Response>;
  /** Lines of `/metrics` that begin so, without it. */
  metric(name: string): Promise<string[]>;
  client(): Promise<RawClient>;
}

/**
 * Starts one in front of the server at `to`. `rest`: further backends and settings; `listener`: of its listener. Whatever is opened goes to `use`,
 * for somebody to close.
 */
export async function startWatched(
  to: string,
  use: <T extends Closable>(resource: T) => T,
  rest = "",
  listener = "",
): Promise<Watched> {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const text = `
listeners: [{ name: main, address: "127.0.0.1:0", backend: store, ${listener} }]
admin: { address: "127.0.0.1:0" }
backends:
  store: { urls: "${to}", connectTimeoutMs: 2000 }
${rest}`;
  const proxy = await proxyOf(text, { log: logTo(stream, "debug") });
  use(proxy);
  const { port } = proxy.adminAddress as { port: number };
  const page = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers: { connection: "close" } });
  return {
    proxy,
    lines,
    page,
    async metric(name) {
      const all = (await (await page("/metrics")).text()).split("\n");
      return all.filter((line) => line.startsWith(name)).map((line) => line.slice(name.length));
    },
    async client() {
      return use(await clientOf(proxy));
    },
  };
}
