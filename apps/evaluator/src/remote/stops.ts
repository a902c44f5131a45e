/**
 * What a signal stops, by one listener for all: a hundred requests at a time that listen each would be taken for a leak
 * (MaxListenersExceededWarning).
 */
export class Stops {
  readonly signal: AbortSignal;
  readonly #stops = new Set<() => void>();

  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  readonly #stopAll = (): void => {
    for (const stop of this.#stops) stop();
  };

  /** Calls it when the signal comes, until it is deleted; not if it has come already. */
  add(stop: () => void): void {
    if (this.#stops.size === 0) this.signal.addEventListener('abort', this.#stopAll);
    this.#stops.add(stop);
  }

  delete(stop: () => void): void {
    this.#stops.delete(stop);
    if (this.#stops.size === 0) this.signal.removeEventListener('abort', this.#stopAll);
  }
}
