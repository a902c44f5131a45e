/** Texts for an error message: so many of them at most, and how many more there are. */
export function listed(texts: readonly string[], most: number): string {
  const more = texts.length - most;
  const shown = texts.slice(0, most).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
