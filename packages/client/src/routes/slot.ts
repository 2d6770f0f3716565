import type { Arg } from "fairlead-resp";
import { wordOf } from "../commands/words.ts";
import { isSlot, SLOT_COUNT } from "../route.ts";

/** CRC16-XMODEM, one entry for each value of the next byte. */
const CRC16 = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc & 0xffff;
});

/** The slot of a key, hash tag considered: of `{user1}.name` only `user1` counts. */
export function slotOf(key: Arg): number {
  if (typeof key === "string") return slotOfText(key);
  return typeof key === "object" ? slotOfBytes(key) : slotOfText(String(key));
}

/** The slot that an argument names; -1 if it names none, and the server will refuse it. */
export function slotNamed(arg: Arg | undefined): number {
  const word = wordOf(arg);
  return word !== "" && isSlot(Number(word)) ? Number(word) : -1;
}

function slotOfText(key: string): number {
  let from = 0;
  let to = key.length;
  const open = key.indexOf("{");
  if (open !== -1) {
    const close = key.indexOf("}", open + 1);
    if (close > open + 1) {
      from = open + 1;
      to = close;
    }
  }
  let crc = 0;
  for (let at = from; at < to; at++) {
    const unit = key.charCodeAt(at);
    if (unit > 127) return slotOfBytes(Buffer.from(key));
    crc = ((crc << 8) & 0xffff) ^ (CRC16[(crc >> 8) ^ unit] as number);
  }
  return crc & (SLOT_COUNT - 1);
}

const OPEN = 0x7b;
const CLOSE = 0x7d;

function slotOfBytes(key: Uint8Array): number {
  let from = 0;
  let to = key.length;
  const open = key.indexOf(OPEN);
  if (open !== -1) {
    const close = key.indexOf(CLOSE, open + 1);
    if (close > open + 1) {
      from = open + 1;
      to = close;
    }
  }
  let crc = 0;
  for (let at = from; at < to; at++) {
    crc = ((crc << 8) & 0xffff) ^ (CRC16[(crc >> 8) ^ (key[at] as number)] as number);
  }
  return crc & (SLOT_COUNT - 1);
}
