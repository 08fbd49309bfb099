/** Hands a file to the browser to save; the name never comes from data. */
export function saveFile(name: string, mediaType: string, content: string | Uint8Array): void {
  const blob = new Blob([content as BlobPart], { type: mediaType });
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
