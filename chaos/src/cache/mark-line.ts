/** A mark that a server wrote, as `MONITOR` tells it. */
export interface MarkSeen {
  readonly key: string;
  /** Of a removal: µs since 1970. Of a tag: ms. */
  readonly mark: string;
}

// 1339518083.107412 [0 lua] "HSET" "key" "x" "1339518083107412"
// 1339518083.107412 [0 127.0.0.1:6379] "SET" "prefix#tag" "1339518083107" "PXAT" "1339518083999"
const REMOVAL = /^\+\d+\.\d+ \[\d+ \S+\] "hset" "([^"\\]+)" "x" "(\d+)/i;
const STAMP = /^\+\d+\.\d+ \[\d+ \S+\] "set" "([^"\\]*#[^"\\]*)" "(\d+)"/i;

/** Reads one line of `MONITOR`. `undefined` if it wrote no mark. */
export function parseMarkLine(line: string): MarkSeen | undefined {
  const [, key, mark] = REMOVAL.exec(line) ?? STAMP.exec(line) ?? [];
  return key === undefined || mark === undefined ? undefined : { key, mark };
}
