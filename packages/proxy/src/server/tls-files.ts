import { readFile } from "node:fs/promises";
import type { TlsOptions } from "node:tls";
import type { ListenerTls } from "../config/config.ts";

/** Certificates and keys of a listener, as they are now. @throws the system's error when a file can't be read. */
export async function readListenerTls({
  certFile,
  keyFile,
  caFile,
  clientCertificates,
}: ListenerTls): Promise<TlsOptions> {
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
