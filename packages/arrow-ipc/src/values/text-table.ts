const initialSlots = 64;
const initialBytes = 1024;

/** Distinct texts, numbered as they come; bytes are compared, so that a text is decoded once. */
export class TextTable {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #texts: string[] = [];
  readonly #ends: number[] = [];
  #bytes = new Uint8Array(initialBytes);
  /** Open addressing: number + 1, or 0 where there is none. */
  #slots = new Int32Array(initialSlots);

  /** How many distinct texts there are. */
  get size(): number {
    return this.#texts.length;
  }

  /** @returns the text of this number, '' if there is none */
  text(number: number): string {
    return this.#texts[number] ?? '';
  }

  /**
   * @returns the text's number: a new one if the text was not there before
   * @throws  TypeError for bytes that are no UTF-8
   */
  numberOf(source: Uint8Array, start: number, end: number): number {
    let slot = hashOf(source, start, end) & (this.#slots.length - 1);
    for (;;) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0) return this.#add(source.subarray(start, end), slot);
      if (this.#isText(number, source, start, end)) return number;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
  }

  #isText(number: number, source: Uint8Array, start: number, end: number): boolean {
    const from = number === 0 ? 0 : (this.#ends[number - 1] ?? 0);
    if ((this.#ends[number] ?? 0) - from !== end - start) return false;
    for (let index = 0; index < end - start; index += 1) {
      if (this.#bytes[from + index] !== source[start + index]) return false;
    }
    return true;
  }

  #add(bytes: Uint8Array, slot: number): number {
    const number = this.#texts.length;
    this.#texts.push(this.#decoder.decode(bytes));
    const from = this.#ends.at(-1) ?? 0;
    const end = from + bytes.length;
    if (end > this.#bytes.length) this.#bytes = grown(this.#bytes, Math.max(end, this.#bytes.length * 2));
    this.#bytes.set(bytes, from);
    this.#ends.push(end);
    this.#slots[slot] = number + 1;
    if (this.#texts.length * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    let start = 0;
    for (const [number, end] of this.#ends.entries()) {
      let slot = hashOf(this.#bytes, start, end) & (this.#slots.length - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = number + 1;
      start = end;
    }
  }
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(length);
  copy.set(bytes);
  return copy;
}

/** FNV-1a, its high bits mixed into the low ones. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index += 1) {
    hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  }
  return hash ^ (hash >>> 15);
}
