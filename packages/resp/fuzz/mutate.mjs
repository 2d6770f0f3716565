/**
 * Numbers below `below`, the same ones for the same seed (mulberry32).
 * @typedef {(below: number) => number} Random
 * @param {number} seed
 * @returns {Random}
 */
export function seededRandom(seed) {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const ALPHABET = "*$+-:_,#(!=~%>|;.?\r\n\r\n\r\n0123456789tfinae";
const LENGTHS = [
  "",
  "-1",
  "-2",
  "?",
  "0",
  "1",
  "2",
  "3",
  "10",
  "999",
  "536870912",
  "99999999999999999999",
  "1e3",
  "+1",
];

/**
 * One input: mutated samples, or noise.
 * @param {readonly string[]} samples
 * @param {Random} random
 * @returns {Buffer}
 */
export function makeInput(samples, random) {
  const kind = random(10);
  if (kind === 0) return noise(random, 256);
  let text = kind === 1 ? likelyNoise(random) : "";
  for (let i = random(4); i >= 0; i--) text += pick(samples, random);
  for (let i = random(5); i > 0; i--) text = pick(MUTATIONS, random)(text, random);
  return Buffer.from(text.slice(0, 4096), "latin1");
}

/**
 * `length` cut at random places, as [start, end] pairs.
 * @param {number} length
 * @param {Random} random
 * @returns {[number, number][]}
 */
export function cut(length, random) {
  const most = 1 + random(length + 1);
  /** @type {[number, number][]} */
  const pieces = [];
  for (let start = 0; start < length; ) {
    const end = Math.min(length, start + 1 + random(most));
    pieces.push([start, end]);
    start = end;
  }
  return pieces;
}

/** @type {((text: string, random: Random) => string)[]} */
const MUTATIONS = [
  // Another byte.
  (text, random) => spliced(text, random(text.length + 1), 1, String.fromCharCode(random(256))),
  // A flipped bit.
  (text, random) => {
    const at = random(text.length + 1);
    return spliced(text, at, 1, String.fromCharCode((text.charCodeAt(at) || 0) ^ (1 << random(8))));
  },
  // An end cut off.
  (text, random) => text.slice(0, random(text.length + 1)),
  // Something put in.
  (text, random) => spliced(text, random(text.length + 1), 0, likelyNoise(random).slice(0, 1 + random(8))),
  // A slice twice.
  (text, random) => {
    const at = random(text.length + 1);
    return spliced(text, at, 0, text.slice(at, at + random(64)));
  },
  // A slice gone.
  (text, random) => spliced(text, random(text.length + 1), 1 + random(16), ""),
  // Another length, or number.
  (text, random) => {
    const from = random(text.length + 1);
    const found = text.slice(from).search(/-?\d+/);
    if (found === -1) return text;
    const at = from + found;
    return spliced(text, at, /^-?\d+/.exec(text.slice(at))?.[0].length ?? 0, pick(LENGTHS, random));
  },
];

/**
 * @param {string} text
 * @param {number} at
 * @param {number} remove
 * @param {string} insert
 */
function spliced(text, at, remove, insert) {
  return text.slice(0, at) + insert + text.slice(at + remove);
}

/** @param {Random} random */
function likelyNoise(random) {
  return Array.from({ length: random(40) }, () => ALPHABET[random(ALPHABET.length)]).join("");
}

/**
 * @param {Random} random
 * @param {number} most
 */
function noise(random, most) {
  return Buffer.from(Array.from({ length: random(most) }, () => random(256)));
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {Random} random
 * @returns {T}
 */
function pick(list, random) {
  return /** @type {T} */ (list[random(list.length)]);
}
