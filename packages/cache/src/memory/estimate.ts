/** Bytes of an object's own, of each place in it, and of a character. What V8 takes, roughly; never much less. */
const OBJECT_BYTES = 32;
const PLACE_BYTES = 8;
const CHARACTER_BYTES = 2;
/** Of a larger array, map or object so many parts are looked at, evenly spread, and stand for the others. */
const SAMPLES = 64;
/**
 * So many objects are looked at, each part having its share of that. Those beyond it count as those beside them do: so the first of each is
 * looked at all the same.
 */
const MANY_OBJECTS = 500;
/** Never more than so many objects are looked at. The others count as empty ones. */
const MOST_OBJECTS = 1_000;

/**
 * How many bytes of memory a value takes, roughly: strings by two bytes a character, buffers by their length, objects by their
 * parts, of which it looks at some if there are many. What is met twice counts once.
 * @throws what a getter or a proxy within the value throws.
 */
export function estimateBytes(value: unknown): number {
  return typeof value === "object" && value !== null
    ? ofObject(value, new Set(), MANY_OBJECTS)
    : ofScalar(value);
}

function ofScalar(value: unknown): number {
  if (typeof value === "string") return value.length * CHARACTER_BYTES;
  if (typeof value === "function") return OBJECT_BYTES;
  return PLACE_BYTES;
}

/** `most`: how many objects will have been looked at, by their share, when this one has. */
function ofObject(value: object, seen: Set<object>, most: number): number {
  if (seen.has(value)) return 0;
  if (seen.size >= MOST_OBJECTS) return OBJECT_BYTES;
  seen.add(value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return OBJECT_BYTES + value.byteLength;
  if (Array.isArray(value)) {
    return OBJECT_BYTES + ofParts(value.length, (at) => value[at], seen, most);
  }
  if (value instanceof Map) {
    const keys = [...value.keys()];
    const half = (seen.size + most) / 2;
    return (
      ofObject(keys, seen, half) +
      OBJECT_BYTES +
      ofParts(keys.length, (at) => value.get(keys[at]), seen, most)
    );
  }
  if (value instanceof Set) return ofObject([...value], seen, most) + OBJECT_BYTES;
  const names = Object.keys(value);
  return OBJECT_BYTES + ofParts(names.length, (at) => value[names[at] as keyof typeof value], seen, most);
}

function ofParts(count: number, part: (at: number) => unknown, seen: Set<object>, most: number): number {
  const samples = Math.min(count, SAMPLES);
  let bytes = 0;
  let ofObjects = 0;
  let objects = 0;
  let looks = 0;
  for (let sample = 0; sample < samples; sample++) {
    const value = part(Math.floor((sample * count) / samples));
    if (typeof value === "string") bytes += value.length * CHARACTER_BYTES;
    if (typeof value !== "object" || value === null) continue;
    objects++;
    if (looks > 0 && seen.size >= most) continue;
    looks++;
    ofObjects += ofObject(value, seen, seen.size + (most - seen.size) / (samples - sample));
  }
  if (looks > 0) bytes += (ofObjects * objects) / looks;
  return count * PLACE_BYTES + (samples === 0 ? 0 : Math.round((bytes * count) / samples));
}
