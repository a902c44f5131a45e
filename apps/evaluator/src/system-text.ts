/** The system's own words, `ENOENT: no such file or directory`, without the call and the path that Node adds. */
export function systemText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const call = 'syscall' in error ? String(error.syscall) : '';
  const [words = ''] = call === '' ? [error.message] : error.message.split(`, ${call}`);
  return words;
}
