import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { ListenAddress } from "../config/address.ts";
import { listenAt } from "../workers/listen.ts";
import type { AdminSource } from "./source.ts";

/** A monitor or two: nobody else belongs here. */
const MOST_CONNECTIONS = 64;
const JSON_TYPE = "application/json; charset=utf-8";

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Answers who asks how the proxy is. */
export class AdminServer {
  private readonly server: Server;

  constructor(source: AdminSource) {
    const routes = routesOf(source);
    this.server = createServer((request, response) => void respond(routes, request, response));
    this.server.maxConnections = MOST_CONNECTIONS;
  }

  /** Where it listens; the port that was free, where it was 0. `undefined` if it doesn't. */
  get address(): ListenAddress | undefined {
    const address = this.server.address();
    if (address === null) return undefined;
    return typeof address === "string" ? { path: address } : { host: address.address, port: address.port };
  }

  /** @throws as {@link listenAt} */
  listen(address: ListenAddress): Promise<void> {
    return listenAt(this.server, address);
  }

  /** Ends at once, whoever is being answered. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }
}

type Routes = ReadonlyMap<string, () => Promise<Answer>>;

function routesOf(source: AdminSource): Routes {
  return new Map<string, () => Promise<Answer>>([
    ["/health", async () => json(200, { status: "ok" })],
    ["/ready", async () => ready(await source.unready())],
    [
      "/metrics",
      async () => {
        const { contentType, text } = await source.metrics();
        return { status: 200, contentType, body: text };
      },
    ],
    ["/sessions", async () => json(200, await source.sessions())],
    ["/nodes", async () => json(200, await source.nodes())],
    ["/slowlog", async () => json(200, await source.slowLog())],
  ]);
}

function ready(reasons: readonly string[]): Answer {
  return reasons.length === 0 ? json(200, { status: "ready" }) : json(503, { status: "not ready", reasons });
}

async function respond(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  const { status, contentType, body } = await answerTo(routes, request);
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    ...(status === 405 ? { allow: "GET, HEAD" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

async function answerTo(routes: Routes, { method, url = "/" }: IncomingMessage): Promise<Answer> {
  const route = routes.get(url.split("?", 1)[0]!);
  if (route === undefined) return json(404, { error: "there is no such page", pages: [...routes.keys()] });
  if (method !== "GET" && method !== "HEAD") return json(405, { error: "only GET and HEAD are allowed" });
  try {
    return await route();
  } catch (error) {
    return json(500, { error: (error as Error).message });
  }
}

function json(status: number, value: unknown): Answer {
  return { status, contentType: JSON_TYPE, body: `${JSON.stringify(value)}\n` };
}
