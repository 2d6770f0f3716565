import { Bytes, library, type NntpConnection, textArticle } from "fairlead-harness";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Script, settled } from "./scripted.ts";

const line = fc.oneof(
  fc.constantFrom("", ".", "..", ".a", "..a", "=ybegin", "\r"),
  fc.string({ unit: fc.constantFrom("a", ".", " ", "\xe9", "\t"), maxLength: 8 }),
);
const articles = fc.record({
  headers: fc.array(fc.constantFrom("X: 1", ".Y: 2", "Z: 3\r\n folded"), { maxLength: 3 }),
  text: fc.array(line, { maxLength: 6 }).map((lines) => lines.join("\n")),
});

it("what is made of a kept article is what the server says itself", () =>
  fc.assert(
    fc.asyncProperty(articles, fc.array(fc.nat(40), { maxLength: 8 }), async (parts, sizes) => {
      const article = textArticle(parts);
      const { handler } = library({ groups: [], articles: [article] });
      const connection = {} as NntpConnection;
      const said = (verb: string): string => {
        const args = [article.messageId];
        const reply = handler({ verb, args, line: `${verb} ${args[0]}`, block: undefined, connection });
        return reply instanceof Bytes ? reply.bytes.toString("latin1") : `${String(reply)}\r\n`;
      };
      const script = new Script();
      const first = script.read(`ARTICLE ${article.messageId}`);
      await settled();
      script.last.reply(said("ARTICLE"), ...sizes);
      await first.told.ended;
      await settled();
      for (const verb of ["ARTICLE", "HEAD", "BODY", "STAT"]) {
        const { told } = script.read(`${verb} ${article.messageId}`);
        await told.ended;
        expect(told.text).toBe(said(verb));
      }
      expect(script.asked).toHaveLength(1);
    }),
  ));
