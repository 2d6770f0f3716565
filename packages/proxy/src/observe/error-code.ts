/** First words of errors. Scripts may use any word, data among them: others are counted together. */
const CODES: ReadonlySet<string> = new Set(
  (
    "ERR ASK BUSY BUSYGROUP BUSYKEY CLUSTERDOWN CROSSSLOT EXECABORT INPROG LOADING MASTERDOWN MISCONF MOVED NOAUTH " +
    "NOGOODSLAVE NOGROUP NOPERM NOPROTO NOREPLICAS NOSCRIPT NOTBUSY NOTREADY OOM READONLY TRYAGAIN UNBLOCKED UNKILLABLE " +
    "WRONGPASS WRONGTYPE"
  ).split(" "),
);
const LONGEST = 11;

/** The code of an error reply, `-CODE text`; `other` for one that the servers don't have. */
export function errorCode(reply: Buffer): string {
  const [code = ""] = reply.toString("latin1", 1, LONGEST + 2).split(/[ \r]/, 1);
  return CODES.has(code) ? code : "other";
}
