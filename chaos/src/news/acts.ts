import { pick, type Random, wholeNumber } from "../random.ts";
import { GROUP, type Stock } from "./stock.ts";

/** Requests that name one article in some way. */
const FETCHES = ["ARTICLE", "BODY", "HEAD", "STAT"] as const;
const STRANGERS = 0.15;

/** A few requests to send at once. Half of them name articles by message-id. */
export function someRequests(random: Random, { all, byProvider }: Stock): string[] {
  const most = Math.max(...byProvider.map(({ length }) => length));
  return Array.from({ length: wholeNumber(random, 1, 6) }, () =>
    random() < 0.5 ? byId(random, all) : inGroup(random, most),
  );
}

function byId(random: Random, all: Stock["all"]): string {
  const id = random() < STRANGERS ? `<${wholeNumber(random, 1, 99)}@nowhere>` : pick(random, all).messageId;
  return `${pick(random, FETCHES)} ${id}`;
}

function inGroup(random: Random, most: number): string {
  const number = wholeNumber(random, 1, most);
  return pick(random, [
    `GROUP ${GROUP}`,
    "NEXT",
    "NEXT",
    "LAST",
    pick(random, FETCHES),
    `${pick(random, FETCHES)} ${number}`,
    `OVER ${number}-${number + 5}`,
  ]);
}
