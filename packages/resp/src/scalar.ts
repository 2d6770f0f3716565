const INTEGER = /^[+-]?\d+$/;
const DOUBLE = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NOT_FINITE = /^([+-]?)(?:(inf)|nan)$/i;

/** The scalar that a line of the given type stands for; `undefined` if it is none. */
export function parseScalar(type: number, text: string): boolean | number | bigint | null | undefined {
  switch (type) {
    case 0x23: // #
      return text === "t" ? true : text === "f" ? false : undefined;
    case 0x28: // (
      return parseBigNumber(text);
    case 0x2c: // ,
      return parseDouble(text);
    case 0x3a: // :
      return parseInteger(text);
    case 0x5f: // _
      return text === "" ? null : undefined;
    default:
      return undefined;
  }
}

function parseBigNumber(text: string): bigint | undefined {
  return INTEGER.test(text) ? BigInt(text) : undefined;
}

function parseInteger(text: string): number | bigint | undefined {
  const value = parseBigNumber(text);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function parseDouble(text: string): number | undefined {
  if (DOUBLE.test(text)) return Number(text);
  const match = NOT_FINITE.exec(text);
  if (match === null) return undefined;
  if (match[2] === undefined) return Number.NaN;
  return match[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
