export { CommandReader, type LargeRequests } from "./command-reader.ts";
export { Decoder, type ReplySink } from "./decode.ts";
export { CommandEncoder, type Emit, encodeCommand, encodeWords, type Words } from "./encode-command.ts";
export { encodeReply } from "./encode-reply.ts";
export { RespError, type RespErrorCode } from "./errors.ts";
export { FrameScanner } from "./frame-scanner.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { type Arg, DecodeMode, ErrorReply, type Reply } from "./reply.ts";
export { Request, requestOf } from "./request.ts";
export {
  Attributed,
  Double,
  NULL_ARRAY,
  Push,
  type ServerReply,
  Simple,
  Verbatim,
} from "./server-reply.ts";
