// Named by the types of structured-headers; Node's own types have it under another name.
type BufferSource = ArrayBufferView | ArrayBuffer;
