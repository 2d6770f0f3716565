export { type Arg, DecodeMode, ErrorReply, type Reply } from "./reply.ts";
