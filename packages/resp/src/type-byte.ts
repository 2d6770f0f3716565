// The bytes that say what follows, as far as more than one place asks for them.

export const BULK_ERROR = 0x21; // !
export const STRING = 0x24; // $
export const MAP = 0x25; // %
export const ARRAY = 0x2a; // *
export const ERROR = 0x2d; // -
export const PIECE = 0x3b; // ;
export const PUSH = 0x3e; // >
export const ATTRIBUTE = 0x7c; // |
export const SET = 0x7e; // ~
