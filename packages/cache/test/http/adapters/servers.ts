import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { serve } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { fastifyPlugin, type HttpCache, honoMiddleware, nodeMiddleware } from "../../../src/http/index.ts";

/** What a handler is asked, whatever framework it is for. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  header(name: string): string | undefined;
  readonly body: string;
}

/** What it answers. Parts of a body are sent one by one. */
export interface Answered {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | AsyncIterable<string>;
}

export type Handler = (asked: Asked) => Answered | Promise<Answered>;

export interface Running {
  readonly url: string;
  close(): Promise<void>;
}

/** Servers of all frameworks with the cache before one handler. Each sets `x-outer` before the cache. */
export const SERVERS: Readonly<Record<string, (http: HttpCache, handler: Handler) => Promise<Running>>> = {
  "node:http": (http, handler) => {
    const middleware = nodeMiddleware(http);
    return listening(
      createServer((req, res) => {
        res.setHeader("x-outer", "1");
        middleware(req, res, (error) => {
          if (error !== undefined) res.writeHead(500).end(String(error));
          else {
            answerPlainly(req, res, handler).catch((failure: Error) => {
              if (res.headersSent) res.destroy(failure);
              else res.writeHead(500).end(failure.message);
            });
          }
        });
      }),
    );
  },

  express: (http, handler) => {
    const app = express();
    app.use((_req, res, next) => {
      res.set("x-outer", "1");
      next();
    });
    app.use(nodeMiddleware(http));
    app.use(express.text({ type: "*/*" }));
    app.use(async (req, res) => {
      const answer = await handler({
        method: req.method,
        path: req.originalUrl,
        header: (name) => req.get(name),
        body: typeof req.body === "string" ? req.body : "",
      });
      res.status(answer.status ?? 200).set(answer.headers as Record<string, string>);
      if (isStream(answer.body)) await pour(answer.body, res);
      else if (answer.body === undefined) res.end();
      else res.send(answer.body);
    });
    const onError: express.ErrorRequestHandler = (error: Error, _req, res, next) => {
      if (res.headersSent) next(error);
      else res.status(500).end(error.message);
    };
    app.use(onError);
    return listening(createServer(app));
  },

  fastify: async (http, handler) => {
    const app = fastify();
    app.addHook("onRequest", async (_request, reply) => {
      reply.header("x-outer", "1");
    });
    await app.register(fastifyPlugin(http));
    app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
    app.all("/*", async (request, reply) => {
      const answer = await handler({
        method: request.method,
        path: request.url,
        header: (name) => request.headers[name] as string | undefined,
        body: (request.body as string | undefined) ?? "",
      });
      reply.code(answer.status ?? 200).headers(answer.headers ?? {});
      return reply.send(isStream(answer.body) ? Readable.from(answer.body) : (answer.body ?? ""));
    });
    await app.listen({ port: 0, host: "127.0.0.1" });
    const { port } = app.server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, close: () => app.close() };
  },

  hono: (http, handler) => {
    const app = new Hono();
    app.use(async (c, next) => {
      c.res.headers.set("x-outer", "1");
      await next();
    });
    app.use(honoMiddleware(http, app));
    app.all("*", async (c) => {
      const url = new URL(c.req.url);
      const answer = await handler({
        method: c.req.method,
        path: url.pathname + url.search,
        header: (name) => c.req.header(name),
        body: c.req.method === "POST" ? await c.req.text() : "",
      });
      const { body } = answer;
      const headers = new Headers();
      for (const [name, value] of Object.entries(answer.headers ?? {})) {
        for (const each of [value].flat()) headers.append(name, each);
      }
      return new Response(isStream(body) ? streamOf(body) : (body ?? null), {
        status: answer.status ?? 200,
        headers,
      });
    });
    app.onError((error, c) => c.text(error.message, 500));
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
        resolve({ url: `http://127.0.0.1:${port}`, close: () => closed(server as Server) });
      });
    });
  },
};

async function answerPlainly(req: IncomingMessage, res: ServerResponse, handler: Handler): Promise<void> {
  const answer = await handler({
    method: req.method!,
    path: req.url!,
    header: (name) => req.headers[name] as string | undefined,
    body: req.method === "POST" ? await text(req) : "",
  });
  res.writeHead(answer.status ?? 200, answer.headers);
  if (isStream(answer.body)) await pour(answer.body, res);
  else res.end(answer.body);
}

async function pour(parts: AsyncIterable<string>, res: ServerResponse): Promise<void> {
  for await (const part of parts) {
    if (!res.write(part)) await once(res, "drain");
  }
  res.end();
}

function isStream(body: Answered["body"]): body is AsyncIterable<string> {
  return typeof body === "object";
}

function streamOf(parts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = parts[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(new TextEncoder().encode(value));
    },
  });
}

async function listening(server: Server): Promise<Running> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
