/** What the proxy says itself, each a line; statuses by RFC 3977, 4642, 4643 and 8054. */
export const TEXTS = {
  postingGreeting: "200 News proxy ready, posting allowed",
  readingGreeting: "201 News proxy ready, no posting",
  goodbye: "205 Goodbye",
  compressing: "206 Compression active",
  loggedIn: "281 Authentication accepted",
  sendPassword: "381 Password required",
  /** The challenge of PLAIN is empty, which is a `=`. */
  sendResponse: "383 =",
  beginTls: "382 Begin TLS",
  /** Before the session ends for reasons of the proxy's own: drain, limits, idleness. */
  closing: "400 The proxy ends this session",
  /** In place of a greeting. */
  tooMany: "400 Too many connections",
  loginUncheckable: "403 The login can't be checked at present",
  /** To a request whose article may be on a provider that can't be asked at present. */
  noProvider: "403 No provider can be asked at present",
  /** The provider of the selected group is gone, or has the group no more: GROUP selects anew. */
  groupLost: "412 The selected newsgroup was lost, select it again",
  /** To what needs a group where none is selected; other sessions' groups are nobody's business. */
  noGroup: "412 No newsgroup selected",
  /** The current article has expired while the session had no connection. */
  articleLost: "420 The current article is gone",
  noArticle: "430 No such article",
  noOffers: "435 Articles are not taken",
  /** The provider was lost once it had the article, or a part of it. */
  offerUnknown: "436 Nobody knows whether the article was taken, try again later",
  offerTooLarge: "437 The article is too large",
  noPosting: "440 Posting is not allowed",
  postUnknown: "441 Nobody knows whether the article was taken",
  postTooLarge: "441 The article is too large",
  loginNeeded: "480 Authentication required",
  loginFailed: "481 Authentication failed",
  loginCrowded: "481 Too many connections or logins at this moment",
  loginDisordered: "482 Authentication commands out of sequence",
  encryptionNeeded: "483 TLS is needed for that",
  unknown: "500 Unknown command",
  syntax: "501 Syntax error",
  tooLong: "501 Line too long",
  unknownMechanism: "503 Unknown authentication mechanism",
  malformedBase64: "504 Malformed base64",
  alreadyLoggedIn: "502 Already authenticated",
  alreadyCompressed: "502 Compression is active",
  alreadyTls: "502 TLS is active",
  tlsTooLate: "502 Too late for TLS",
  loginTooLate: "502 Too late for authentication",
  noTls: "503 TLS is not available",
  noCompression: "503 Compression is not available",
  unknownAlgorithm: "503 Unknown compression algorithm",
  noStreaming: "503 Streaming is not supported",
  noFeature: "503 Feature not supported",
  noGroups: "503 Newsgroups can't be selected in per-command mode, name articles by message-id",
  shortHelp: "100 Help follows\r\nThis is a news proxy. Log in to use it.\r\n.",
} as const;

/** A text as it is sent. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(`${text}\r\n`, "latin1");
}
