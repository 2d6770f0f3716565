import { describe, expect, it } from "vitest";
import { hashPassword } from "../../src/config/password.ts";
import { Logins, TooManyLogins } from "../../src/users/logins.ts";

const ANN = {
  name: "ann",
  password: hashPassword("secret"),
  commands: { otherwise: true, rules: [] },
  keys: ["*"],
};

describe("logins", () => {
  it("are good with name and password, and no other way", async () => {
    const logins = new Logins([ANN]);
    expect(await logins.check("ann", "secret")).toBe(ANN);
    expect(await logins.check("ann", "secret")).toBe(ANN);
    expect(await logins.check("ann", "Secret")).toBeUndefined();
    expect(await logins.check("bob", "secret")).toBeUndefined();
    expect([logins.has("ann"), logins.has("bob")]).toEqual([true, false]);
  });

  it("are good for nobody where there are no users", async () => {
    expect(await new Logins([]).check("", "")).toBeUndefined();
  });

  it("are not all looked at where a crowd comes at once", async () => {
    const logins = new Logins([{ ...ANN, password: "plain:secret" }]);
    const crowd = Array.from({ length: 300 }, () => logins.check("ann", "wrong"));
    const results = await Promise.allSettled(crowd);
    const refused = results.filter(
      (result) => result.status === "rejected" && result.reason instanceof TooManyLogins,
    );
    expect(refused).toHaveLength(300 - 258);
  });
});
