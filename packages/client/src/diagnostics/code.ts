import {
  ConnectionError,
  type Delivery,
  DeliveryError,
  FanOutError,
  PartialError,
  ReplyError,
  RouteError,
  UsageError,
} from "../errors.ts";

const OURS = [
  ReplyError,
  DeliveryError,
  ConnectionError,
  PartialError,
  FanOutError,
  RouteError,
  UsageError,
] as const;

/**
 * The code under which an error is counted. A script may begin its error with any word, data among them: what does not
 * look like a code is `OTHER`. Of errors from outside, such as an abort signal's reason, only the name is told.
 */
export function codeOf(error: unknown): string {
  if (OURS.some((kind) => error instanceof kind)) {
    const { code } = error as { readonly code: string };
    return /^[A-Z][A-Z_]{0,39}$/.test(code) ? code : "OTHER";
  }
  const name = error instanceof Error ? error.name : "";
  return /^[A-Za-z]{1,40}$/.test(name) ? name : "OTHER";
}

/** What an error of this library says itself of the command's fate. */
export function deliveryOf(error: unknown): Delivery | undefined {
  if (error instanceof UsageError) return "unsent";
  return OURS.some((kind) => error instanceof kind)
    ? (error as { readonly delivery?: Delivery }).delivery
    : undefined;
}
