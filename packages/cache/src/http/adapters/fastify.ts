import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpCache } from "../http-cache.ts";
import { nodeMiddleware } from "./node.ts";

/** What is used of Fastify. */
interface Instance {
  addHook(name: "onRequest", hook: (request: Asked, reply: Answering, done: Done) => void): unknown;
}

interface Asked {
  readonly raw: IncomingMessage;
}

interface Answering {
  readonly raw: ServerResponse;
  getHeaders(): Readonly<Record<string, number | string | string[] | undefined>>;
}

type Done = (error?: Error) => void;

/** A plugin for Fastify 5. */
export type FastifyPlugin = (instance: Instance, options: unknown, done: Done) => void;

/** The cache as a plugin, for all routes of the instance that it is registered at, and those within. */
export function fastifyPlugin(http: HttpCache): FastifyPlugin {
  const middleware = nodeMiddleware(http);
  const plugin: FastifyPlugin = (instance, _, done) => {
    instance.addHook("onRequest", (request, reply, next) => {
      // What hooks before this one have set goes with every answer, also with those from the cache.
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) reply.raw.setHeader(name, value);
      }
      middleware(request.raw, reply.raw, (error) => next(error as Error | undefined));
    });
    done();
  };
  // Fastify's own way to say: not only for routes that are registered within the plugin.
  return Object.assign(plugin, { [Symbol.for("skip-override")]: true });
}
