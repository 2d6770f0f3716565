import * as api from "fairlead-resp";
import { expect, it } from "vitest";
import { checkSeed } from "../fuzz/check.mjs";

it("random input gives values or a RespError, the same however it is cut", () => {
  const codes = new Set(Array.from({ length: 20_000 }, (_, seed) => checkSeed(api, seed)));
  expect(codes).toStrictEqual(new Set([undefined, "ERR_RESP_SYNTAX", "ERR_RESP_LIMIT"]));
}, 60_000);
