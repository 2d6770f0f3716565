import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { reaper } from "./reaper.ts";

/**
 * One authority with a certificate for servers and one for clients: as PEM, and as the paths of the files.
 */
export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly clientCert: string;
  readonly clientKey: string;
  readonly files: Readonly<Record<"ca" | "cert" | "key" | "clientCert" | "clientKey", string>>;
}

/**
 * Makes certificates by the `openssl` program, valid for a day. The server's is for localhost, 127.0.0.1, ::1
 * and `names`; the client's common name is `client`.
 */
export async function makeCertificates(names: readonly string[] = []): Promise<Certificates> {
  const folder = await reaper().folder("tls");
  const pathOf = (name: string) => join(folder, `${name}.pem`);
  const files = {
    ca: pathOf("ca"),
    cert: pathOf("cert"),
    key: pathOf("key"),
    clientCert: pathOf("client-cert"),
    clientKey: pathOf("client-key"),
  };
  const caKey = pathOf("ca-key");
  const signed = ["-CA", files.ca, "-CAkey", caKey, "-addext", "basicConstraints=critical,CA:FALSE"];
  const hosts = ["localhost", "127.0.0.1", "::1", ...names].map(
    (name) => (isIP(name) ? "IP:" : "DNS:") + name,
  );
  await issue("authority", caKey, files.ca, []);
  await issue("server", files.key, files.cert, [...signed, "-addext", `subjectAltName=${hosts.join(",")}`]);
  await issue("client", files.clientKey, files.clientCert, signed);
  const texts = Object.entries(files).map(async ([name, path]) => [name, await readFile(path, "utf8")]);
  return { ...(Object.fromEntries(await Promise.all(texts)) as Omit<Certificates, "files">), files };
}

async function issue(name: string, key: string, cert: string, args: readonly string[]): Promise<void> {
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const paths = ["-keyout", key, "-out", cert];
  const request = ["req", "-x509", "-days", "1", "-subj", `/CN=${name}`];
  await promisify(execFile)("openssl", [...request, ...newKey, ...paths, ...args]);
}
