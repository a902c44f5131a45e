/** What `--format` prints. */
export const formats = ['text', 'json', 'markdown'] as const;
export type Format = (typeof formats)[number];

/** What `--report` writes. */
export type ReportKind = Format | 'html' | 'junit' | 'prometheus';
export const reportKinds: readonly ReportKind[] = [...formats, 'html', 'junit', 'prometheus'];
