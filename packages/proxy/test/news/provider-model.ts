import type { ExchangeSink, Lease, LeaseRequest } from "../../src/providers/ask.ts";
import { trouble } from "../../src/providers/trouble.ts";

/** Groups of one provider: the numbers of their articles. */
export type Groups = Readonly<Record<string, readonly number[]>>;

/** Providers that keep a group and an article for each connection, as servers do; a test may cut connections. */
export class ProviderModel {
  readonly providers: Map<string, Groups>;
  /** Commands by provider, those of replays included. */
  readonly said: string[] = [];
  readonly leases: ModelLease[] = [];
  /** Connections that break when they are next used, before a reply. */
  breaks = 0;

  constructor(providers: Readonly<Record<string, Groups>>) {
    this.providers = new Map(Object.entries(providers));
  }

  lease(wanted: LeaseRequest): Lease {
    const name =
      wanted.provider ?? [...this.providers.keys()].find((each) => wanted.except?.has(each) !== true);
    const groups = name === undefined ? undefined : this.providers.get(name);
    const lease = new ModelLease(this, groups === undefined ? undefined : name, groups ?? {}, wanted);
    this.leases.push(lease);
    return lease;
  }
}

export class ModelLease implements Lease {
  readonly shared = false;
  readonly isWanted = false;
  readonly provider: string | undefined;
  released: boolean | undefined = undefined;
  private readonly model: ProviderModel;
  private readonly groups: Groups;
  private readonly wanted: LeaseRequest;
  /** What another session has left there. */
  private group: string | undefined = "somebody's";
  private number: number | undefined = 99;

  constructor(model: ProviderModel, provider: string | undefined, groups: Groups, wanted: LeaseRequest) {
    this.model = model;
    this.provider = provider;
    this.groups = groups;
    this.wanted = wanted;
  }

  pause(): void {}
  resume(): void {}

  exchange(request: { readonly text: string }, sink: ExchangeSink): void {
    this.serve(request.text, sink);
  }

  send(_command: string, bytes: Buffer, sink: ExchangeSink): void {
    this.serve(bytes.toString("latin1").trimEnd(), sink);
  }

  release(clean: boolean): void {
    this.released = clean;
  }

  private serve(line: string, sink: ExchangeSink): void {
    queueMicrotask(() => {
      if (this.provider === undefined || this.model.breaks > 0) {
        if (this.provider !== undefined) this.model.breaks--;
        const why = this.provider === undefined ? trouble("unsupported", "nobody") : trouble("closed", "cut");
        sink.unavailable(why);
        this.wanted.onLost(why);
        return;
      }
      this.model.said.push(`${this.provider} ${line}`);
      const text = this.reply(line.split(" "));
      const bytes = Buffer.from(`${text}\r\n`);
      sink.write(bytes, 0, bytes.length);
      sink.end(Number(text.slice(0, 3)), text);
    });
  }

  private reply([verb, arg]: string[]): string {
    if (verb === "GROUP") {
      const numbers = this.groups[arg!];
      if (numbers === undefined) return "411 No such group";
      this.group = arg;
      this.number = numbers[0];
      return `211 ${numbers.length} ${numbers[0] ?? 0} ${numbers.at(-1) ?? 0} ${arg}`;
    }
    const numbers = this.group === undefined ? [] : (this.groups[this.group] ?? []);
    const at =
      verb === "NEXT" ? numbers.indexOf(this.number!) + 1 : numbers.indexOf(Number(arg ?? this.number));
    const found = numbers[at];
    if (found === undefined) return verb === "NEXT" ? "421 No next article" : "423 No such number";
    this.number = found;
    return `223 ${found} <${this.provider}.${this.group}.${found}>`;
  }
}
