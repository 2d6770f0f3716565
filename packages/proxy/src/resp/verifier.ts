import { ReplyError } from "fairlead";
import { Call, type Dispatcher, Holding, plainSpec } from "fairlead/internal";
import { DecodeMode } from "fairlead-resp";

const AUTH = plainSpec("AUTH");

/** Asks servers about logins, over one connection that is there for nothing else: who it is does not matter. */
export class Verifier {
  private readonly servers: Dispatcher;
  private holding: Holding | undefined = undefined;

  constructor(servers: Dispatcher) {
    this.servers = servers;
  }

  /** Whether the servers know the user by this password. @throws what keeps them from saying so by `deadline`. */
  async verify(username: string, password: string, deadline: number): Promise<boolean> {
    this.holding ??= this.open(deadline);
    const call = new Call(AUTH, [username, password], DecodeMode.PLAIN, deadline, true);
    const reply = call.promise();
    this.holding.send(call);
    try {
      await reply;
      return true;
    } catch (error) {
      if (error instanceof ReplyError && error.code === "WRONGPASS") return false;
      throw error;
    }
  }

  close(): void {
    this.holding?.discard();
  }

  private open(deadline: number): Holding {
    const holding = new Holding(this.servers.leases, {
      refused: (call, { code, message }, address) =>
        call.reject(new ReplyError(code, message, call.spec.name, address)),
      lost: () => {
        this.holding = undefined;
      },
    });
    holding.acquire(this.servers.addressOf(-1), deadline);
    return holding;
  }
}
