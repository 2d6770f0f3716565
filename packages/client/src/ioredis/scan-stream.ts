import { Readable } from "node:stream";

/** Options of `scanStream` and its like. */
export interface ScanStreamOptions {
  readonly match?: string | undefined;
  readonly type?: string | undefined;
  readonly count?: number | undefined;
  readonly noValues?: boolean | undefined;
}

/** Pages of a scan, as arrays; `scan` asks for the page behind a cursor. */
export function scanStream(
  options: ScanStreamOptions,
  scan: (cursor: string, ...args: readonly unknown[]) => Promise<unknown>,
): Readable {
  const { match, type, count, noValues } = options;
  const args = [
    ...(match === undefined ? [] : ["MATCH", match]),
    ...(type === undefined ? [] : ["TYPE", type]),
    ...(count === undefined ? [] : ["COUNT", count]),
    ...(noValues === true ? ["NOVALUES"] : []),
  ];
  async function* pages(): AsyncGenerator<unknown> {
    let cursor = "0";
    do {
      const [next, page] = (await scan(cursor, ...args)) as [cursor: unknown, page: unknown];
      cursor = String(next);
      yield page;
    } while (cursor !== "0");
  }
  return Readable.from(pages(), { objectMode: true });
}
