import type { NewsConfig } from "../config/provider-config.ts";
import type { Request } from "../nntp/request.ts";
import { canDo } from "./abilities.ts";
import {
  type Candidate,
  type Choice,
  canBeAsked,
  choose,
  leastLoaded,
  type Preference,
  WeightedTurns,
} from "./choose.ts";
import type { Facts } from "./facts.ts";
import type { Provider } from "./provider.ts";

/** A provider as one request sees it. */
export interface Prospect extends Candidate {
  readonly provider: Provider;
  readonly name: string;
  readonly weight: number;
}

/** What all requests share. */
export interface Field {
  readonly providers: readonly Provider[];
  readonly facts: Facts;
  readonly prefer: Preference<Prospect>;
}

export function preferenceOf(selection: NewsConfig["selection"]): Preference<Prospect> {
  if (selection === "least-loaded") return leastLoaded;
  const turns = new WeightedTurns<Prospect>();
  return (candidates) => turns.next(candidates);
}

/** What is looked for. */
export interface Wanted {
  /** `undefined`: a connection, for requests to come. */
  readonly request: Request | undefined;
  readonly messageId: string | undefined;
  readonly pins: boolean;
}

/** One request's way from provider to provider. */
export class Search {
  private readonly field: Field;
  private readonly providers: readonly Provider[];
  private readonly wanted: Wanted;
  /** Beside the one that was chosen last nobody can be asked. */
  isLast = false;
  private readonly tried = new Map<Provider, Candidate["tried"]>();

  /** Among `providers`, which are some of the field, or all. */
  constructor(field: Field, providers: readonly Provider[], wanted: Wanted) {
    this.field = field;
    this.providers = providers;
    this.wanted = wanted;
  }

  /** Whether nobody has been asked in vain yet. */
  get isFirst(): boolean {
    return this.tried.size === 0;
  }

  next(): Choice<Prospect> {
    const { request, messageId, pins } = this.wanted;
    const isMissing = messageId === undefined ? undefined : this.field.facts.about(messageId, Date.now());
    const prospects = this.providers.map((provider) => ({
      provider,
      name: provider.name,
      tier: provider.tier,
      weight: provider.weight,
      load: provider.loadOf(pins),
      requests: provider.requests,
      able: request === undefined || canDo(provider, request, messageId),
      down: provider.down,
      missing: isMissing?.(provider.name) === true,
      tried: this.tried.get(provider) ?? "no",
    }));
    this.isLast = prospects.filter(canBeAsked).length < 2;
    return choose(prospects, this.field.prefer);
  }

  /** What came of asking a provider. */
  note(provider: Provider, what: Exclude<Candidate["tried"], "no">): void {
    this.tried.set(provider, what);
  }
}
