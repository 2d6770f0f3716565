import { NntpError } from "./errors.ts";

/** A name and password that show themselves to nobody but the peer: not when inspected, printed or made JSON of. */
export class Credentials {
  readonly #username: string;
  readonly #password: string | undefined;

  /** @throws {NntpError} `ERR_NNTP_SYNTAX`, if one is empty or has a CR, LF or NUL in it. */
  constructor(username: string, password: string | undefined) {
    for (const word of [username, password]) {
      if (word === "" || (word !== undefined && /[\r\n\0]/.test(word))) {
        throw new NntpError(
          "ERR_NNTP_SYNTAX",
          "A name or password is empty, or has a line break or NUL in it.",
        );
      }
    }
    this.#username = username;
    this.#password = password;
  }

  get userLine(): Buffer {
    return Buffer.from(`AUTHINFO USER ${this.#username}\r\n`);
  }

  /** `undefined` if there is no password. */
  get passLine(): Buffer | undefined {
    return this.#password === undefined ? undefined : Buffer.from(`AUTHINFO PASS ${this.#password}\r\n`);
  }

  /** `text`, which a server sent, without the name and password that it may have repeated. */
  redact(text: string): string {
    let clean = text;
    for (const word of [this.#password, this.#username]) {
      if (word === undefined) continue;
      // The text has an octet in each character.
      for (const form of [word, Buffer.from(word).toString("latin1")]) clean = clean.replaceAll(form, "***");
    }
    return clean;
  }
}
