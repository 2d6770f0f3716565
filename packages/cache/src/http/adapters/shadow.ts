import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from "node:http";
import { isRepeated, TELLING } from "./outer.ts";

type Chunk = string | Uint8Array;
type Headers_ = OutgoingHttpHeaders | readonly unknown[];

const HIGH_WATER_BYTES = 65_536;

/**
 * Stands in for a server's response while a handler writes to it: what the handler writes becomes a `Response`, and nothing
 * of it goes out. {@link Shadow.through} reaches the real one.
 */
export class Shadow {
  /** Once the handler has begun its answer. Rejects if it is given up before. */
  readonly response: Promise<Response>;
  readonly #res: ServerResponse;
  readonly #state: ServerResponse;
  readonly #outer: OutgoingHttpHeaders;
  readonly #own: PropertyDescriptorMap;
  #real: Record<string, PropertyDescriptor | undefined> = {};
  #begin!: (response: Response) => void;
  #fail!: (error: unknown) => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #phase: "waiting" | "headed" | "begun" | "ended" | "failed" = "waiting";
  #needsDrain = false;
  /** Of writes that have to wait until some of the body is read. */
  #waiting: (() => void)[] = [];

  /**
   * `outer`: the headers that were set before the handler's turn, as it shall see them. `isDone`: the real response has ended,
   * which it shall not see.
   */
  constructor(req: IncomingMessage, res: ServerResponse, outer: OutgoingHttpHeaders, isDone: boolean) {
    this.#outer = Object.assign(Object.create(null) as OutgoingHttpHeaders, outer);
    this.#res = res;
    this.#state = new ServerResponse(req);
    this.#own = { ...this.#properties(), ...(isDone && this.#unended()) };
    this.response = new Promise((resolve, reject) => {
      this.#begin = resolve;
      this.#fail = reject;
    });
    this.response.catch(() => {});
    this.#put();
  }

  /** Does something with the real response. */
  through<T>(action: (res: ServerResponse) => T): T {
    const theirs = Object.fromEntries(this.#names().map((name) => [name, own(this.#res, name)]));
    this.#set(this.#real);
    try {
      return action(this.#res);
    } finally {
      this.#real = Object.fromEntries(this.#names().map((name) => [name, own(this.#res, name)]));
      // What has been put over it since, by the handler's own middleware, comes back with it.
      this.#set(theirs);
    }
  }

  /** Gives the real response back for good: someone else answers. */
  remove(): void {
    this.#set(this.#real);
    this.fail(new Error("another answer has taken its place"));
  }

  /** The handler's answer is of no use any more. */
  fail(error: Error): void {
    if (this.#isOver()) return;
    this.#phase = "failed";
    this.#fail(error);
    this.#controller?.error(error);
    this.#controller = undefined;
    this.#callBack();
  }

  #isOver(): boolean {
    return this.#phase === "ended" || this.#phase === "failed";
  }

  #names(): string[] {
    return Object.keys(this.#own);
  }

  #put(): void {
    this.#real = Object.fromEntries(this.#names().map((name) => [name, own(this.#res, name)]));
    this.#set(this.#own);
  }

  #set(properties: Readonly<Record<string, PropertyDescriptor | undefined>>): void {
    for (const [name, property] of Object.entries(properties)) {
      if (property === undefined) Reflect.deleteProperty(this.#res, name);
      else Object.defineProperty(this.#res, name, property);
    }
  }

  #properties(): PropertyDescriptorMap {
    const state = this.#state;
    const res = this.#res;
    const outer = this.#outer;
    const chain = <A extends unknown[]>(action: (...args: A) => unknown) =>
      method((...args: A) => {
        action(...args);
        return res;
      });
    const change = <A extends unknown[]>(action: (...args: A) => unknown) =>
      chain((...args: A) => {
        this.#requireUnsent();
        action(...args);
      });
    return {
      setHeader: change((name: string, value: string) => state.setHeader(name, value)),
      setHeaders: change((headers: Headers) => state.setHeaders(headers)),
      appendHeader: change((name: string, value: string) => state.appendHeader(name, value)),
      removeHeader: method((name: string) => {
        this.#requireUnsent();
        state.removeHeader(name);
        delete outer[name.toLowerCase()];
        if (!this.through((sent) => sent.headersSent)) ServerResponse.prototype.removeHeader.call(res, name);
      }),
      getHeader: method((name: string) => state.getHeader(name) ?? outer[name.toLowerCase()]),
      hasHeader: method((name: string) => state.hasHeader(name) || name.toLowerCase() in outer),
      getHeaders: method(() => ({ ...outer, ...state.getHeaders() })),
      getHeaderNames: method(() => [...new Set([...Object.keys(outer), ...state.getHeaderNames()])]),
      writeHead: change((status: number, ...rest: (string | Headers_ | undefined)[]) =>
        this.#head(status, rest),
      ),
      flushHeaders: method(() => this.#start()),
      write: method((chunk: Chunk, ...rest: unknown[]) => this.#write(chunk, rest)),
      end: chain((...args: unknown[]) => this.#end(args)),
      destroy: chain((error?: Error) => this.fail(error ?? new Error("the response was destroyed"))),
      statusCode: accessor(
        () => state.statusCode,
        (code: number) => {
          state.statusCode = code;
        },
      ),
      statusMessage: accessor(
        () => state.statusMessage,
        (text: string) => {
          state.statusMessage = text;
        },
      ),
      headersSent: accessor(() => this.#phase !== "waiting"),
      writableEnded: accessor(() => this.#phase === "ended"),
    };
  }

  #unended(): PropertyDescriptorMap {
    return {
      finished: accessor(() => this.#phase === "ended"),
      destroyed: accessor(() => this.#phase === "failed"),
      _closed: accessor(() => false),
    };
  }

  /** @throws as Node.js does: what a handler says too late must not become part of a response that looks whole. */
  #requireUnsent(): void {
    if (this.#phase === "waiting" || this.#phase === "failed") return;
    const error = new Error("Cannot set headers after they are sent to the client");
    throw Object.assign(error, { code: "ERR_HTTP_HEADERS_SENT" });
  }

  #head(status: number, rest: readonly (string | Headers_ | undefined)[]): void {
    this.#state.statusCode = status;
    if (typeof rest[0] === "string") this.#state.statusMessage = rest[0];
    const headers = rest.find((each) => typeof each === "object");
    for (const [name, value] of pairs(headers ?? {})) this.#state.setHeader(name, value);
    if (this.#phase === "waiting") this.#phase = "headed";
  }

  #start(): void {
    // By the name it has now: what the handler has put over it sets its headers in it.
    if (this.#phase === "waiting") this.#res.writeHead(this.#state.statusCode);
    if (this.#phase !== "waiting" && this.#phase !== "headed") return;
    this.#phase = "begun";
    const headers = this.#headers();
    const { statusCode: status, statusMessage } = this.#state;
    const isEmpty = this.#state.req.method === "HEAD" || status === 204 || status === 205 || status === 304;
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => {
          if (!this.#needsDrain) return;
          this.#needsDrain = false;
          this.#callBack();
          this.#res.emit("drain");
        },
        cancel: () => {
          this.#phase = this.#phase === "ended" ? "ended" : "failed";
          this.#controller = undefined;
          this.#callBack();
          this.#res.emit("drain");
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: HIGH_WATER_BYTES }),
    );
    if (isEmpty) this.#controller = undefined;
    const init = { status, statusText: statusMessage ?? "", headers };
    // Node.js sends any status up to 999; this stands for none that the `fetch` standard does not know.
    if (status > 599) this.fail(new RangeError(`no response can have the status ${status}`));
    else this.#begin(new Response(isEmpty ? null : stream, init));
  }

  #headers(): Headers {
    const headers = new Headers();
    for (const [name, value] of pairs(this.#state.getHeaders())) {
      if (!isRepeated(name, String(value), this.#outer[name])) add(headers, name, value);
    }
    for (const name of TELLING) {
      const outer = this.#outer[name];
      if (outer !== undefined && (name === "set-cookie" || !headers.has(name))) add(headers, name, outer);
    }
    return headers;
  }

  #write(chunk: Chunk, rest: readonly unknown[]): boolean {
    this.#start();
    const encoding = typeof rest[0] === "string" ? (rest[0] as BufferEncoding) : "utf8";
    const done = rest.find((each) => typeof each === "function") as (() => void) | undefined;
    // A copy if there is a callback: whoever is called may use the memory again, before the body is read.
    const isLent = typeof chunk !== "string" && done === undefined;
    const bytes = isLent ? chunk : Buffer.from(chunk as string, encoding);
    if (bytes.byteLength > 0) this.#controller?.enqueue(bytes);
    this.#needsDrain = (this.#controller?.desiredSize ?? 1) <= 0;
    if (done !== undefined) this.#waiting.push(done);
    if (!this.#needsDrain) this.#callBack();
    return !this.#needsDrain;
  }

  #callBack(): void {
    for (const done of this.#waiting.splice(0)) process.nextTick(done);
  }

  #end(args: readonly unknown[]): void {
    const [chunk] = args;
    if (this.#isOver()) return;
    if (typeof chunk === "string" || chunk instanceof Uint8Array) this.#write(chunk, args.slice(1));
    else this.#start();
    this.#phase = "ended";
    this.#controller?.close();
    this.#callBack();
    const done = args.find((each) => typeof each === "function") as (() => void) | undefined;
    if (done !== undefined && !(typeof chunk === "string" || chunk instanceof Uint8Array))
      process.nextTick(done);
  }
}

function own(target: object, name: string): PropertyDescriptor | undefined {
  return Object.getOwnPropertyDescriptor(target, name);
}

function method(value: (...args: never[]) => unknown): PropertyDescriptor {
  return { value, configurable: true, writable: true, enumerable: false };
}

function accessor<T>(get: () => T, set: (value: T) => void = () => {}): PropertyDescriptor {
  return { get, set, configurable: true, enumerable: true };
}

/** In all forms that `writeHead` takes. */
function pairs(headers: Headers_): [string, string | string[]][] {
  if (!isList(headers))
    return Object.entries(headers).filter(([, value]) => value !== undefined) as [string, string][];
  if (headers.every((each) => Array.isArray(each))) return headers as [string, string][];
  const found = new Map<string, string[]>();
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = String(headers[at]);
    found.set(name, [...(found.get(name) ?? []), String(headers[at + 1])]);
  }
  return [...found];
}

function isList(headers: Headers_): headers is readonly unknown[] {
  return Array.isArray(headers);
}

function add(headers: Headers, name: string, value: number | string | readonly string[]): void {
  for (const each of [value].flat()) headers.append(name, String(each));
}
