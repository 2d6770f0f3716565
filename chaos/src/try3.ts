import { playProxy } from "./proxy/proxy-scenario.ts";
import { PROXY_FAULT_NAMES } from "./proxy/faults/proxy-fault.ts";
import { proxyLines } from "./report/proxy-report.ts";
import { paintFor } from "./report/paint.ts";

const names = process.argv[2] === "all" ? PROXY_FAULT_NAMES : (process.argv[2] ?? "peace").split(",");
const paint = paintFor(process.stdout, {});
const r = await playProxy({ faults: new Set(names) as never, seed: Number(process.argv[3] ?? 1), sessions: Number(process.argv[4] ?? 200), calmMs: 1000 },
  { step: (t) => console.log(t), result: (r) => console.log(proxyLines(r, paint).join("\n")), crash: (f, e) => console.log("CRASH", f, e) });
console.log(r);
