import { expect, it } from "vitest";
import { NewsExchange } from "../../src/news/exchange.ts";
import { Login } from "../../src/news/login.ts";
import { requestOf } from "../../src/nntp/request.ts";
import type { Admitted, NotAdmitted } from "../../src/nntp/shared.ts";
import { Account } from "../../src/users/account.ts";
import { SITUATION } from "../nntp/situations.ts";

const AT_LOGIN = { ...SITUATION, login: "needed" } as const;

/** A client that gives its name and password, and what it is told last; `admit` is what comes of it. */
async function logIn(admit: () => Promise<Admitted | NotAdmitted>, leaves = false) {
  const said: string[] = [];
  const troubles: Error[] = [];
  const login = new Login(() => ({ open: false, admit }), {
    say: (_exchange, text) => said.push(text),
    challenged: () => undefined,
    refused: () => undefined,
    uncheckable: (error) => troubles.push(error),
    become: () => undefined,
  });
  const send = (line: string): void => login.begin(new NewsExchange(requestOf(line), 0), AT_LOGIN);
  send("AUTHINFO USER ann");
  send("AUTHINFO PASS secret");
  if (leaves) login.end();
  await new Promise((resolve) => setImmediate(resolve));
  return { said: said.slice(1), troubles, login };
}

it("says that a login can't be checked when that fails, and goes on", async () => {
  const broken = new Error("no memory for the hash");
  const { said, troubles, login } = await logIn(() => Promise.reject(broken));
  expect(said).toEqual(["403 The login can't be checked at present"]);
  expect(troubles).toEqual([broken]);
  expect(login.isDue).toBe(true);
});

it("counts nobody who has gone while the password was checked", async () => {
  const account = new Account();
  const admit = async (): Promise<Admitted> => {
    account.enter();
    return { user: "ann", account };
  };
  expect((await logIn(admit, true)).said).toEqual([]);
  expect(account.sessions).toBe(0);
  const { said, login } = await logIn(admit);
  expect(said).toEqual(["281 Authentication accepted"]);
  expect(account.sessions).toBe(1);
  login.end();
  expect(account.sessions).toBe(0);
});
