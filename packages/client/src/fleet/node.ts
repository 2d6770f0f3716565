import { type Address, addressText } from "../address.ts";
import type { Step } from "../connection/handshake.ts";
import type { Turn } from "../connection/turn.ts";
import { Link, type LinkOwner } from "../link/link.ts";
import type { Settings } from "../options.ts";

/**
 * One server, with the links to it: one for everything, and in clusters another one, set up to read from a replica. A
 * connection opened for a primary so never answers a read once its node has become a replica.
 */
export class Node {
  readonly address: Address;
  /** {@link addressText} of the address. */
  readonly name: string;
  readonly main: Link;
  /** Other hosts by which it is known. */
  aliases: readonly string[] = [];
  zone: string | undefined = undefined;
  private readLink: Link | undefined = undefined;
  private readonly owner: LinkOwner;
  private readonly settings: Settings;
  private readonly turn: Turn;
  private readonly readSetup: readonly Step[] | undefined;

  /** `readSetup`: what a connection that reads from a replica needs, `undefined` if any will do; `mainSetup`: what all
   * others need. */
  constructor(
    address: Address,
    owner: LinkOwner,
    settings: Settings,
    turn: Turn,
    readSetup: readonly Step[] | undefined,
    mainSetup: readonly Step[],
  ) {
    this.address = address;
    this.name = addressText(address);
    this.owner = owner;
    this.settings = settings;
    this.turn = turn;
    this.readSetup = readSetup;
    this.main = new Link(address, owner, settings, turn, mainSetup);
  }

  /** The link for reads while the node is a replica. Made when first asked for. */
  get reader(): Link {
    if (this.readSetup === undefined) return this.main;
    this.readLink ??= new Link(this.address, this.owner, this.settings, this.turn, this.readSetup);
    return this.readLink;
  }

  /** Whether a read may be sent here: it answers, or nobody has tried yet. */
  get usable(): boolean {
    return (this.readLink ?? this.main).usable;
  }

  get links(): readonly Link[] {
    return this.readLink === undefined ? [this.main] : [this.main, this.readLink];
  }

  /** Calls not answered yet. */
  get pending(): number {
    return this.main.pending + (this.readLink?.pending ?? 0);
  }
}
