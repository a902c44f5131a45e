import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { Footer } from 'apache-arrow/ipc/metadata/file';
import { Message } from 'apache-arrow/ipc/metadata/message';
import type { RecordBatch } from 'apache-arrow/ipc/metadata/message';

/** Where in a file the values of a column in one batch stand, in bytes. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

export interface BatchPlaces {
  readonly rows: number;
  readonly target: Place;
  readonly prediction: Place;
}

const footerTail = 10;

/** Where the columns `target` and `prediction` of one of our dumps stand, batch by batch. */
export function columnPlaces(file: string): readonly BatchPlaces[] {
  const fd = openSync(file, 'r');
  const bytesAt = (position: number, length: number): Buffer => {
    const bytes = Buffer.alloc(length);
    readSync(fd, bytes, 0, length, position);
    return bytes;
  };
  try {
    const { size } = statSync(file);
    const footerLength = bytesAt(size - footerTail, 4).readInt32LE(0);
    const footer = Footer.decode(bytesAt(size - footerTail - footerLength, footerLength));
    // A fixed-size list has a validity buffer more than a number column.
    const buffersOf = footer.schema.fields.map(({ type }) => (type.children?.length ? 3 : 2));
    const lastBufferOf = (name: string): number => {
      const column = footer.schema.fields.findIndex((field) => field.name === name);
      return buffersOf.slice(0, column + 1).reduce((sum, count) => sum + count, 0) - 1;
    };
    const [target, prediction] = [lastBufferOf('target'), lastBufferOf('prediction')];
    return Array.from(footer.recordBatches(), ({ offset, metaDataLength }) => {
      const message = Message.decode(bytesAt(offset + 8, metaDataLength - 8));
      const { buffers, length } = message.header() as RecordBatch;
      const placeOf = (index: number): Place => ({
        offset: offset + metaDataLength + (buffers[index]?.offset ?? NaN),
        length: buffers[index]?.length ?? NaN,
      });
      return { rows: length, target: placeOf(target), prediction: placeOf(prediction) };
    });
  } finally {
    closeSync(fd);
  }
}
