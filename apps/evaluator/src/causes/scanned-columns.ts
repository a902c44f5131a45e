import type { ColumnLayout } from '@offmark/arrow-ipc/rows';
import type { Backend, ColumnLayouts, Measure, RowPolicies } from '@offmark/losses';

/** What scanners are told of an input, and of what is computed over it. */
export interface ScannedColumns {
  readonly losses: readonly Measure[];
  readonly layouts: readonly ColumnLayout[];
  readonly byRole: ColumnLayouts;
  readonly policies: RowPolicies;
  readonly backend: Backend;
}
