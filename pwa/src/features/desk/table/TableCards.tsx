import type { RowsProps } from './DataTable';

/** The narrow form: one card for each row, its columns as names and values. */
export function TableCards<Row>({ label, columns, rows, rowKey, rowHref, rowActions }: RowsProps<Row>) {
  const [first, ...others] = columns;
  return (
    <ul class="table-cards" role="list" aria-label={label}>
      {rows.map((row) => (
        <li key={rowKey(row)} class="card" data-row>
          <h2 class="list-title">{rowHref ? <a class="cover" href={rowHref(row)}>{first!.cell(row)}</a> : first!.cell(row)}</h2>
          <dl>
            {others.map((column) => (
              <div key={column.key}>
                <dt>{column.label}</dt>
                <dd>{column.cell(row)}</dd>
              </div>
            ))}
          </dl>
          {rowActions && <div class="wrap">{rowActions(row)}</div>}
        </li>
      ))}
    </ul>
  );
}
