import { request } from "node:http";
import { addressText, type ListenAddress } from "../config/address.ts";

const TIMEOUT_MS = 5_000;

/**
 * Asks a proxy for a page of its admin address that is JSON.
 * @throws {Error} when nobody answers there, or something else than a page.
 */
export async function ask(admin: ListenAddress, path: string): Promise<unknown> {
  const where = addressText(admin);
  const text = await new Promise<string>((resolve, reject) => {
    const target = "path" in admin ? { socketPath: admin.path } : { host: admin.host, port: admin.port };
    const options = { ...target, path, agent: false, signal: AbortSignal.timeout(TIMEOUT_MS) };
    const asked = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString());
        else reject(new Error(`it answers ${response.statusCode}`));
      });
    });
    asked.on("error", reject);
    asked.end();
  }).catch((error: Error) => {
    throw new Error(`no proxy tells of itself at ${where}: ${error.message}`);
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Error(`what answers at ${where} is no proxy`, { cause });
  }
}
