/** Keeps the room of the rows above, which are not drawn. */
export function SpaceRow({ columns, height }: { readonly columns: number; readonly height: number }) {
  return (
    <tr class="space-row">
      <td colSpan={columns} style={{ height: `${height}px` }} />
    </tr>
  );
}
