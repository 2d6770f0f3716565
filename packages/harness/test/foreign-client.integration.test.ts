import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { tryForeignClient } from "fairlead-harness";
import { expect, test } from "vitest";

test.each([
  ["python3-redis", ["-c", "import redis; print(redis.Redis.__name__)"]],
  ["php-redis", ["-r", "echo Redis::class, PHP_EOL;"]],
] as const)(
  "%s comes with an interpreter that knows it, or with the reason why not",
  async (name, script) => {
    const found = await tryForeignClient(name);
    if (found.interpreter === undefined) expect(found.reason).toContain(name);
    else expect((await promisify(execFile)(found.interpreter, script)).stdout).toBe("Redis\n");
  },
);
