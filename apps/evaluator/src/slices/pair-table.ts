/** Numbers pairs of 32-bit integers from 0 in the order in which they are met: open addressing, no object per pair. */
export class PairTable {
  /** 1 + the number of the pair, or 0 for a free place. */
  #places = new Int32Array(64);
  #lows = new Int32Array(32);
  #highs = new Int32Array(32);
  #size = 0;

  /** How many pairs there are. */
  get size(): number {
    return this.#size;
  }

  low(number: number): number {
    return this.#lows[number] ?? 0;
  }

  high(number: number): number {
    return this.#highs[number] ?? 0;
  }

  /** The number of a pair, a new one if it was not met before. */
  numberOf(low: number, high: number): number {
    const mask = this.#places.length - 1;
    for (let place = hash(low, high) & mask; ; place = (place + 1) & mask) {
      const number = this.#places[place]! - 1;
      if (number < 0) return this.#insert(place, low, high);
      if (this.#lows[number] === low && this.#highs[number] === high) return number;
    }
  }

  #insert(place: number, low: number, high: number): number {
    const number = this.#size;
    if (number === this.#lows.length) {
      this.#grow();
      return this.numberOf(low, high);
    }
    this.#places[place] = number + 1;
    this.#lows[number] = low;
    this.#highs[number] = high;
    this.#size += 1;
    return number;
  }

  /** At most half of the places are ever taken. */
  #grow(): void {
    const capacity = 2 * this.#lows.length;
    const [lows, highs] = [new Int32Array(capacity), new Int32Array(capacity)];
    lows.set(this.#lows);
    highs.set(this.#highs);
    [this.#lows, this.#highs] = [lows, highs];
    this.#places = new Int32Array(2 * capacity);
    const mask = this.#places.length - 1;
    for (let number = 0; number < this.#size; number++) {
      let place = hash(lows[number]!, highs[number]!) & mask;
      while (this.#places[place] !== 0) place = (place + 1) & mask;
      this.#places[place] = number + 1;
    }
  }
}

/** Mixes all bits into the low ones, as MurmurHash3 ends. */
function hash(low: number, high: number): number {
  let bits = Math.imul(high, 0x9e3779b1) ^ low;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
