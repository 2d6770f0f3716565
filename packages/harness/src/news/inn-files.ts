import { join } from "node:path";
import type { Certificates } from "../certificates.ts";

/** What a news server of INN is made of. */
export interface InnParts {
  /** Where everything of it is. */
  readonly folder: string;
  /** The program's own, with `bin` in it. */
  readonly programs: string;
  /** The port of innd, for feeding. */
  readonly feedPort: number;
  readonly groups: readonly string[];
  /** Names with their passwords as crypt(3) makes them. None: anybody may read and post. */
  readonly users: ReadonlyMap<string, string>;
  readonly tls: Certificates | undefined;
}

/** The folders INN expects to find. */
export const INN_FOLDERS: readonly string[] = [
  "db",
  "etc",
  "filter",
  "http",
  "logs",
  "run",
  "tmp",
  "spool/articles",
  "spool/overview",
  "spool/incoming/bad",
  "spool/outgoing",
];

/** The files it is configured by, each by its path in the folder. */
export function innFiles(parts: InnParts): Readonly<Record<string, string>> {
  const { groups, users, tls } = parts;
  return {
    "inn.conf": innConf(parts),
    "db/active": ["control", "control.cancel", "junk"]
      .map((name) => `${name} 0000000000 0000000001 n\n`)
      .concat(groups.map((name) => `${name} 0000000000 0000000001 y\n`))
      .join(""),
    "db/newsgroups": groups.map((name) => `${name}\tThe group ${name}\n`).join(""),
    "db/active.times": groups.map((name) => `${name} ${Math.floor(Date.now() / 1_000)} harness\n`).join(""),
    "db/history": "",
    "etc/newsfeeds": "ME:*::\n",
    "etc/incoming.conf": 'peer harness {\n  hostname: "127.0.0.1"\n}\n',
    "etc/storage.conf": "method tradspool {\n  newsgroups: *\n  class: 0\n}\n",
    "etc/expire.ctl": "/remember/:never\n*:A:never:never:never\n",
    "etc/readers.conf": readersConf(parts),
    "etc/users": [...users].map(([name, crypted]) => `${name}:${crypted}\n`).join(""),
    ...(tls === undefined ? {} : { "etc/ca.pem": tls.ca, "etc/cert.pem": tls.cert, "etc/key.pem": tls.key }),
  };
}

function innConf({ folder, programs, feedPort, tls }: InnParts): string {
  const settings: Readonly<Record<string, string | number | boolean>> = {
    organization: "harness",
    pathhost: "inn.fairlead.internal",
    domain: "fairlead.internal",
    mta: '"/bin/true %s"',
    runasuser: "news",
    runasgroup: "news",
    port: feedPort,
    bindaddress: "127.0.0.1",
    hismethod: "hisv6",
    icdsynccount: 1, // the history is on disk before anybody is told that an article was taken
    enableoverview: true,
    ovmethod: "tradindexed",
    artcutoff: 0, // articles may be of any age
    maxartsize: 0,
    localmaxartsize: 0,
    checkincludedtext: false,
    doinnwatch: false,
    pathnews: programs,
    pathbin: join(programs, "bin"),
    pathetc: join(folder, "etc"),
    pathdb: join(folder, "db"),
    pathrun: join(folder, "run"),
    pathlog: join(folder, "logs"),
    pathtmp: join(folder, "tmp"),
    pathhttp: join(folder, "http"),
    pathfilter: join(folder, "filter"),
    pathspool: join(folder, "spool"),
    patharticles: join(folder, "spool/articles"),
    pathoverview: join(folder, "spool/overview"),
    pathincoming: join(folder, "spool/incoming"),
    pathoutgoing: join(folder, "spool/outgoing"),
    patharchive: join(folder, "spool/archive"),
    ...(tls === undefined
      ? {}
      : {
          tlscafile: join(folder, "etc/ca.pem"),
          tlscertfile: join(folder, "etc/cert.pem"),
          tlskeyfile: join(folder, "etc/key.pem"),
        }),
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join("");
}

/** R: read, P: post, I: IHAVE, N: NEWNEWS in spite of inn.conf. */
function readersConf({ folder, programs, users }: InnParts): string {
  const check = `${join(programs, "bin/auth/passwd/ckpasswd")} -f ${join(folder, "etc/users")}`;
  const who = users.size === 0 ? 'default: "anybody"' : `auth: "${check}"`;
  return [
    'auth "harness" {\n  hosts: "127.0.0.1"',
    `  ${who}\n}`,
    'access "harness" {\n  users: "*"\n  newsgroups: "*"\n  access: "RPIN"\n}\n',
  ].join("\n");
}
