import { isPlain, rowBits } from '@offmark/arrow-ipc/rows';
import type { ColumnLayout, RowPiece } from '@offmark/arrow-ipc/rows';

/** Bytes from one position up to another. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Spans closer than this, in bytes, are asked for together: what lies between costs less than another request. */
const smallestGap = 32 * 1024;
/** Of one request, in bytes: so that several are under way, and little is lost with one. */
const largestRequest = 4 * 2 ** 20;

/** The requests that bring all spans, each byte once, in order. */
export function requestsFor(spans: readonly Span[]): readonly Span[] {
  const requests: Span[] = [];
  let open: Span | null = null;
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    if (span.end <= span.start) continue;
    if (open === null || span.start > open.end + smallestGap) {
      if (open !== null) requests.push(...cut(open));
      open = span;
    } else open = { start: open.start, end: Math.max(open.end, span.end) };
  }
  return open === null ? requests : [...requests, ...cut(open)];
}

function cut({ start, end }: Span): readonly Span[] {
  const count = Math.ceil((end - start) / largestRequest);
  return Array.from({ length: count }, (_, index) => ({
    start: start + index * largestRequest,
    end: Math.min(end, start + (index + 1) * largestRequest),
  }));
}

/** Whether the bytes of some rows of a batch are known without those of the others. */
export function hasPlainRows(piece: RowPiece, layouts: readonly ColumnLayout[]): boolean {
  return piece.codec === 'none' && layouts.every(({ storage }) => isPlain(storage));
}

/** The bytes that a piece's rows are read from: all of their batch's, unless plain rows tell more. */
export function spansOf(piece: RowPiece, layouts: readonly ColumnLayout[]): readonly Span[] {
  const isExact = hasPlainRows(piece, layouts);
  return piece.columns.flatMap((regions, column) => {
    const layout = layouts[column];
    return regions
      .map((region, index) => {
        const isData = index === regions.length - 1;
        const bits =
          layout === undefined || !isData ? (index === 0 ? 1 : (layout?.classes ?? 1)) : rowBits(layout);
        const whole = { start: region.position, end: region.position + region.length };
        return isExact ? spanOfRows(whole, bits, piece) : whole;
      })
      .filter(({ start, end }) => start >= 0 && end > start);
  });
}

function spanOfRows({ start, end }: Span, bitsPerRow: number, { row, rows }: RowPiece): Span {
  if (start < 0) return { start, end: start };
  return {
    start: Math.min(end, start + Math.floor((row * bitsPerRow) / 8)),
    end: Math.min(end, start + Math.ceil(((row + rows) * bitsPerRow) / 8)),
  };
}
