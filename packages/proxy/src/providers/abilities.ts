import type { ProviderTraits } from "../nntp/handshake.ts";
import type { Request } from "../nntp/request.ts";
import type { Situation } from "../nntp/situation.ts";

/** What providers can do, as a session's {@link Situation} has it. */
export type Abilities = Pick<Situation, "over" | "hdr" | "posting" | "offering">;

/** A provider, as far as it is known: `traits` is `undefined` until there has been a connection. */
export interface Able {
  readonly traits: ProviderTraits | undefined;
  /** Articles may be posted there, as far as the configuration goes. */
  readonly posting: boolean;
}

/**
 * What may be promised to clients: of reading, what every provider can that is known; of posting, what one can. As long as
 * none is known, only that `OVER` takes numbers, which all servers for readers know.
 */
export function abilitiesOf(providers: readonly Able[]): Abilities {
  const known = providers.flatMap(({ traits }) => (traits === undefined ? [] : [traits]));
  return {
    over: known.length > 0 && known.every(takesIds) ? "message-ids" : "numbers",
    hdr: known.length > 0 && known.every(({ offers }) => offers?.has("HDR") === true),
    posting: providers.some((provider) => isAble(provider, "POST")),
    offering: providers.some(({ traits, posting }) => posting && traits?.offers?.has("IHAVE") === true),
  };
}

/** Whether a provider can take such a request, or nobody knows. */
export function canDo(provider: Able, { verb }: Request, messageId: string | undefined): boolean {
  if (verb === "OVER" && messageId !== undefined) {
    const { traits } = provider;
    return traits?.offers === undefined || takesIds(traits);
  }
  return isAble(provider, verb);
}

function isAble({ traits, posting }: Able, verb: string): boolean {
  switch (verb) {
    case "POST":
      return posting && traits?.posting !== false;
    case "IHAVE":
      return posting && (traits?.offers === undefined || traits.offers.has("IHAVE"));
    default:
      return true;
  }
}

function takesIds({ offers }: ProviderTraits): boolean {
  return offers?.get("OVER")?.includes("MSGID") === true;
}
