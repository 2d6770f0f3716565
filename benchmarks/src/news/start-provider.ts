import { fork } from "node:child_process";
import { once } from "node:events";
import { type Certificates, makeCertificates } from "fairlead-harness";
import type { ProviderJob, ProviderPorts } from "./provider.ts";

const MODULE = new URL("./provider.js", import.meta.url);

/** A running provider. */
export interface Provider extends AsyncDisposable {
  readonly pid: number;
  readonly ports: ProviderPorts;
  readonly certificates: Certificates;
}

/** Starts a provider in a process of its own, which ends with this one at the latest. */
export async function startProvider(): Promise<Provider> {
  const certificates = await makeCertificates();
  const { cert, key } = certificates.files;
  const job: ProviderJob = { certFile: cert, keyFile: key };
  const child = fork(MODULE, [JSON.stringify(job)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const ended = once(child, "exit");
  const [ports] = (await Promise.race([once(child, "message"), ended])) as [ProviderPorts | number];
  if (typeof ports !== "object") throw new Error("the provider didn't start");
  return {
    pid: child.pid!,
    ports,
    certificates,
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await ended;
    },
  };
}
