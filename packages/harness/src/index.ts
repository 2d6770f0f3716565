export { type Address, LOOPBACK } from "./address.ts";
export {
  ensureServer,
  ensureTool,
  locateServer,
  type ServerBinary,
  type ServerKind,
  tryServer,
  tryTool,
} from "./binaries.ts";
export { Bytes, bytes } from "./bytes.ts";
export { type Certificates, makeCertificates } from "./certificates.ts";
export { ManualClock } from "./clock.ts";
export { Cluster, type ClusterOptions, startCluster } from "./cluster.ts";
export { ClusterNode } from "./cluster-node.ts";
export type { Shard } from "./cluster-shards.ts";
export type { NodeRow, SlotRange } from "./cluster-view.ts";
export { CommandError } from "./control.ts";
export { fakeLookup, type Lookup } from "./fake-lookup.ts";
export {
  Fake,
  FakeConnection,
  type FakeHandler,
  type FakeReply,
  type FakeRequest,
  handshake,
  moved,
  OK,
  startFake,
} from "./fake-resp.ts";
export type { Direction } from "./faults.ts";
export { type ForeignClient, tryForeignClient } from "./foreign-client.ts";
export type { MoveOptions, MoveProgress } from "./move-slots.ts";
export {
  type Article,
  type ArticleOptions,
  asBlock,
  type BinaryFile,
  binaryFile,
  nzb,
  parseArticle,
  textArticle,
} from "./news/articles.ts";
export { blockEnd, stuff, unstuff } from "./news/dots.ts";
export { FakeNntp, type FakeNntpOptions, type NntpHandler, startFakeNntp } from "./news/fake-nntp.ts";
export { Inn, type InnOptions, startInn } from "./news/inn.ts";
export { Leafnode, type LeafnodeOptions, startLeafnode } from "./news/leafnode.ts";
export { Library, type LibraryOptions, library } from "./news/library.ts";
export type { NewsLogin } from "./news/login.ts";
export { NntpClient } from "./news/nntp-client.ts";
export type { NntpConnection, NntpRequest } from "./news/nntp-connection.ts";
export { block, cutAfter, farewell, invite, type NntpReply } from "./news/nntp-replies.ts";
export { type Download, type DownloadOptions, download } from "./news/nzbget.ts";
export { type NewsReader, type ReaderOptions, startReader } from "./news/reader.ts";
export { startTerminal, Terminal, type TerminalOptions } from "./news/terminal.ts";
export { type YencPart, yenc } from "./news/yenc.ts";
export { freePort } from "./ports.ts";
export type { Promotion } from "./promote.ts";
export { reaper } from "./reaper.ts";
export {
  GROUP_NAME,
  SentinelGroup,
  type SentinelGroupOptions,
  startSentinelGroup,
} from "./sentinel-group.ts";
export { Server, type ServerOptions, startServer } from "./server.ts";
export { type UntilOptions, until } from "./until.ts";
export { startWire, type Target, Wire, type WireOptions } from "./wire.ts";
