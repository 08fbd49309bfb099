/** A picture as an address that an `img` shows without a request. */
export function pngUrl(bytes: Uint8Array): string {
  return `data:image/png;base64,${btoa(String.fromCharCode(...bytes))}`;
}
