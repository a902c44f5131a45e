import type { ByteSource } from './byte-source.ts';
import type { Place } from './errors.ts';
import { checkMetadataLength, continuation, int32At } from './framing.ts';
import { decodeMessage, type Message } from './message.ts';

/** Cuts a byte source into encapsulated messages. After each message its body must be taken or skipped. */
export class MessageSplitter {
  readonly #source: ByteSource;
  #isFirst = true;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /**
   * @param place where the message is, for errors
   * @throws E_NOT_ARROW, E_TRUNCATED, E_METADATA, E_METADATA_VERSION, E_INPUT_READ
   */
  async next(place: Place): Promise<Message | 'marker' | 'end of file'> {
    if (await this.#source.isAtEnd()) return 'end of file';
    const { position } = this.#source;
    const metadataLength = await this.#metadataLength();
    if (metadataLength === 0) return 'marker';
    const prefixLength = this.#source.position - position;
    checkMetadataLength(metadataLength, position, this.#isFirst && prefixLength === 4, place);
    this.#isFirst = false;
    return decodeMessage(await this.#source.take(metadataLength), place);
  }

  async #metadataLength(): Promise<number> {
    const length = int32At(await this.#source.take(4), 0);
    return length === continuation ? int32At(await this.#source.take(4), 0) : length;
  }
}
