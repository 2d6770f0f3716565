import type { Random } from "../random.ts";
import { ChaosProvider } from "./provider.ts";
import { makeStock, type Stock } from "./stock.ts";

const TIERS = [0, 0, 1];

/** Providers, two of tier 0 and one of tier 1, with articles spread over them. */
export class Newsstand implements AsyncDisposable {
  readonly stock: Stock;
  readonly providers: readonly ChaosProvider[];

  private constructor(stock: Stock, providers: readonly ChaosProvider[]) {
    this.stock = stock;
    this.providers = providers;
  }

  static async open(random: Random): Promise<Newsstand> {
    const stock = makeStock(random, TIERS.length);
    const providers = await Promise.all(
      TIERS.map((tier, index) => ChaosProvider.start(`p${index}`, tier, stock.byProvider[index]!)),
    );
    return new Newsstand(stock, providers);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.providers.map((provider) => provider[Symbol.asyncDispose]()));
  }
}
