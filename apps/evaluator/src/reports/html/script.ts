/** Makes tables sortable: a button in each header, which turns the order around when it is used again. */
export const script = `
for (const table of document.querySelectorAll('table[data-sortable]')) {
  const body = table.tBodies[0];
  const original = [...body.rows];
  table.tHead.querySelectorAll('th').forEach((header, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener('click', () => {
      const before = header.getAttribute('aria-sort');
      const numeric = header.classList.contains('number');
      const first = numeric ? 'descending' : 'ascending';
      const second = numeric ? 'ascending' : 'descending';
      const next = before === null ? first : before === first ? second : null;
      for (const other of table.tHead.querySelectorAll('th')) other.removeAttribute('aria-sort');
      if (next === null) return body.append(...original);
      header.setAttribute('aria-sort', next);
      const sign = next === 'ascending' ? 1 : -1;
      const keys = new Map(original.map((row) => [row, keyOf(row.cells[column])]));
      body.append(...original.toSorted((a, b) => compare(keys.get(a), keys.get(b), sign)));
    });
  });
}
function keyOf(cell) {
  const { sort } = cell.dataset;
  if (sort === undefined) return cell.textContent;
  return sort === '' ? null : Number(sort);
}
// What has no number stands last in either order.
function compare(a, b, sign) {
  if (a === null || b === null) return (a === null) - (b === null);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b), undefined, { numeric: true });
}
`;
