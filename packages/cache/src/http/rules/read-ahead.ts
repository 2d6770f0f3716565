/** A request whose body has been looked at, as good as new, and its body if that is not larger than it may be. */
export interface Ahead {
  readonly request: Request;
  readonly body: Uint8Array | undefined;
}

/** Reads a body up to `maxBytes`; of a larger one the rest is still to come. */
export async function readAhead(request: Request, maxBytes: number): Promise<Ahead> {
  if (request.body === null) return { request, body: new Uint8Array() };
  const reader = (request.body as ReadableStream<Uint8Array>).getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  while (bytes <= maxBytes) {
    const { done, value } = await reader.read();
    if (done) {
      const body = Buffer.concat(chunks);
      return { request: withBody(request, body), body };
    }
    chunks.push(value);
    bytes += value.byteLength;
  }
  const rest = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = chunks.shift();
      if (chunk !== undefined) return controller.enqueue(chunk);
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { request: withBody(request, rest), body: undefined };
}

function withBody(request: Request, body: Uint8Array | ReadableStream<Uint8Array>): Request {
  const { method, headers, signal, url, redirect, referrer, credentials, mode, integrity, keepalive } =
    request;
  const rest = { redirect, referrer, credentials, mode, integrity, keepalive };
  return new Request(url, { method, headers, signal, ...rest, body, duplex: "half" });
}
