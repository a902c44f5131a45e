import { argumentError } from '../errors.ts';
import { suggestion } from '../nearest.ts';
import { reportKinds } from '../reports/kinds.ts';
import type { ReportKind } from '../reports/kinds.ts';

/** A report to write, and where. */
export interface ReportFile {
  readonly kind: ReportKind;
  readonly file: string;
}

/** Reads `html=out.html`. @throws E_ARGUMENT */
export function parseReportFile(text: string): ReportFile {
  const at = text.indexOf('=');
  const [name, file] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  const kind = reportKinds.find((candidate) => candidate === name);
  const place = `--report ${text}`;
  if (kind === undefined) {
    const expected = `one of ${reportKinds.map((known) => `${known}=file`).join(', ')}`;
    throw argumentError('E_ARGUMENT', { place, expected, got: name, next: suggestion(name, reportKinds) });
  }
  if (file === '' || file === '-') {
    throw argumentError('E_ARGUMENT', {
      place,
      expected: `${kind}=file`,
      got: file === '' ? 'no file' : 'standard output',
      next: 'What goes to standard output is said with --format.',
    });
  }
  return { kind, file };
}
