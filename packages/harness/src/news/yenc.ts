import { crc32 } from "node:zlib";

const LINE_BYTES = 128;
const ESCAPE = 0x3d;

/** NUL, LF, CR and the escape itself can't stand in a line. */
const CRITICAL: ReadonlySet<number> = new Set([0x00, 0x0a, 0x0d, ESCAPE]);

/** Which part of a file, counted from 1, and where it begins in it, counted from 0. */
export interface YencPart {
  readonly number: number;
  readonly total: number;
  readonly begin: number;
  readonly file: Buffer;
}

/**
 * One article's body in yEnc 1.3, with CRLF at the end of each line and not yet dot-stuffed. `part` is for
 * files of several articles, `data` being what is in this one.
 */
export function yenc(name: string, data: Buffer, part?: YencPart): Buffer {
  const crc = hex(crc32(data));
  const ybegin = `line=${LINE_BYTES} size=${part?.file.length ?? data.length} name=${name}`;
  const head =
    part === undefined
      ? [`=ybegin ${ybegin}`]
      : [
          `=ybegin part=${part.number} total=${part.total} ${ybegin}`,
          `=ypart begin=${part.begin + 1} end=${part.begin + data.length}`,
        ];
  const foot =
    part === undefined
      ? `=yend size=${data.length} crc32=${crc}`
      : `=yend size=${data.length} part=${part.number} pcrc32=${crc} crc32=${hex(crc32(part.file))}`;
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n`), lines(data), Buffer.from(`${foot}\r\n`)]);
}

function lines(data: Buffer): Buffer {
  const encoded = Buffer.allocUnsafe(data.length * 2 + (data.length / LINE_BYTES + 1) * 3);
  let end = 0;
  let column = 0;
  for (const byte of data) {
    const shifted = (byte + 42) & 0xff;
    const escaped = CRITICAL.has(shifted);
    if (escaped) encoded[end++] = ESCAPE;
    encoded[end++] = escaped ? (shifted + 64) & 0xff : shifted;
    column += escaped ? 2 : 1;
    if (column < LINE_BYTES) continue;
    end += encoded.write("\r\n", end, "latin1");
    column = 0;
  }
  if (column > 0) end += encoded.write("\r\n", end, "latin1");
  return encoded.subarray(0, end);
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, "0");
}
