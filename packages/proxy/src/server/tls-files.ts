import { readFile, stat } from "node:fs/promises";
import type { TlsOptions } from "node:tls";
import type { ListenerTls } from "../config/config.ts";

/** How often files are looked at. */
const LOOK_EVERY_MS = 1_000;

/** Certificates and keys of a listener. */
export class TlsFiles {
  private readonly tls: ListenerTls;
  private seen = "";
  private timer: NodeJS.Timeout | undefined = undefined;

  constructor(tls: ListenerTls) {
    this.tls = tls;
  }

  /** What they say now. @throws the system's error when a file can't be read. */
  async read(): Promise<TlsOptions> {
    const { certFile, keyFile, caFile, clientCertificates } = this.tls;
    this.seen = await this.stamp();
    const [cert, key, ca] = await Promise.all([
      readFile(certFile),
      readFile(keyFile),
      caFile === undefined ? undefined : readFile(caFile),
    ]);
    return {
      cert,
      key,
      ...(ca === undefined ? {} : { ca }),
      requestCert: clientCertificates !== "none",
      rejectUnauthorized: clientCertificates === "require",
    };
  }

  /** Hands on what the files say whenever they have changed, until {@link stop}. */
  follow(changed: (options: TlsOptions) => void, failed: (error: Error) => void): void {
    this.timer = setInterval(() => {
      this.look(changed).catch(failed);
    }, LOOK_EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(changed: (options: TlsOptions) => void): Promise<void> {
    // Tells one file from another under the same name, and follows links.
    const stamp = await this.stamp().catch(() => this.seen);
    if (stamp === this.seen) return;
    changed(await this.read());
  }

  private async stamp(): Promise<string> {
    const { certFile, keyFile, caFile } = this.tls;
    const files = [certFile, keyFile, caFile].filter((file) => file !== undefined);
    const stats = await Promise.all(files.map((file) => stat(file)));
    return stats.map(({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`).join(", ");
  }
}
