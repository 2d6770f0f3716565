import type { Random } from "../random.ts";
import type { Judge, Outcome } from "./model/outcome.ts";
import { Session } from "./session.ts";
import type { Arg } from "./wire/line.ts";
import type { World } from "./world.ts";

/** A second session, which does at once what others ask for: changes what they watch, pushes to what they wait for. */
export class Rival {
  readonly #session: Session;

  constructor(name: string, world: World, random: Random) {
    this.#session = new Session(name, world, random, []);
  }

  get session(): Session {
    return this.#session;
  }

  get name(): string {
    return this.#session.name;
  }

  /** Sends a command. */
  async ask(args: readonly Arg[]): Promise<Outcome> {
    await this.#session.connect();
    return new Promise((resolve) => {
      const judge: Judge = (outcome) => {
        resolve(outcome);
        return undefined;
      };
      this.#session.command(args, judge);
      this.#session.line.flush();
    });
  }

  close(): void {
    if (this.#session.isConnected) this.#session.line.drop(false);
  }
}
