import { CommandReader, type Request, requestOf } from "fairlead-resp";
import fc from "fast-check";
import { expect, it } from "vitest";

function read(bytes: Buffer, cut: number): Request[] {
  const seen: Request[] = [];
  const reader = new CommandReader((request) => seen.push(request));
  const chunk = Buffer.from(bytes.subarray(0, cut));
  reader.write(chunk);
  chunk.fill("#");
  reader.write(bytes, cut);
  return seen;
}

const slice = ({ bytes }: Request, from: number, to: number) => Buffer.from(bytes.subarray(from, to));

it("a request tells where its name and its second argument are, wherever it was cut", () => {
  const words = fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 4 }), fc.nat(), (list, at) => {
      const made = list.map(requestOf);
      const wire = Buffer.concat(made.map(({ bytes }) => bytes));
      const seen = read(wire, at % wire.length);
      for (const [index, request] of [...seen, ...made].entries()) {
        const args = list[index % list.length]!.map((arg) => Buffer.from(arg));
        expect(request.args().map((arg) => Buffer.from(arg))).toStrictEqual(args);
        expect(slice(request, request.nameFrom, request.nameTo)).toStrictEqual(args[0]);
        expect(slice(request, request.keyFrom, request.keyTo)).toStrictEqual(args[1] ?? Buffer.alloc(0));
        expect(request.count).toBe(args.length);
      }
      expect(seen).toHaveLength(list.length);
    }),
  );
});

it("a reader between two requests holds no memory of them", () => {
  const reader = new CommandReader(() => undefined);
  reader.write(Buffer.from("*1\r\n$4\r\nPING\r\n*1\r\n$4"));
  expect(reader.length).toBe(6);
  reader.write(Buffer.from("\r\nPING\r\n"));
  expect(reader.length).toBe(0);
});

it("a request of many arguments costs time in proportion to its length", () => {
  const bytes = requestOf(Array.from({ length: 300_000 }, (_, i) => `argument ${i}`)).bytes;
  let count = 0;
  const reader = new CommandReader((request) => {
    count = request.count;
  });
  for (let at = 0; at < bytes.length; at += 16_384)
    reader.write(bytes, at, Math.min(at + 16_384, bytes.length));
  expect(count).toBe(300_000);
}, 2000);

it("a large request goes through in pieces, if it is taken so, and what follows is read", () => {
  const value = "v".repeat(5000);
  const large = requestOf(["SET", "key", value, "EX", "10"]).bytes;
  const wire = Buffer.concat([requestOf(["GET", "a"]).bytes, large, requestOf(["MSET", "a", value]).bytes]);
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: wire.length - 1 }), { maxLength: 8 });
  fc.assert(
    fc.property(cuts, fc.boolean(), (at, takes) => {
      const seen: string[] = [];
      let passed = "";
      const reader = new CommandReader(
        (request) => seen.push(request.args().join(" ")),
        {},
        {
          fromBytes: 4000,
          begin(head) {
            const isSet = head.bytes.toString("latin1", head.nameFrom, head.nameTo) === "SET";
            if (isSet && takes) passed = head.bytes.toString("latin1", head.from, head.to);
            return isSet && takes;
          },
          piece(bytes, start, end, last) {
            passed += bytes.toString("latin1", start, end);
            if (last) seen.push(passed);
          },
        },
      );
      let start = 0;
      for (const end of [...at.sort((a, b) => a - b), wire.length]) {
        reader.write(Buffer.from(wire.subarray(start, end)));
        start = end;
      }
      // A request that is there as a whole is no large one.
      const set = seen[1]?.startsWith("*") ? large.toString("latin1") : `SET key ${value} EX 10`;
      expect(seen).toStrictEqual(["GET a", set, `MSET a ${value}`]);
    }),
  );
});
