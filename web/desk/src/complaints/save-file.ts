// A file that the server wrote, as a download.
import type { TableFile } from '@ombud/shared/complaints';

export function saveFile({ name, text }: TableFile): void {
  // Spreadsheets take a file without a mark for something older than UTF-8.
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
