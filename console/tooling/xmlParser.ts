import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Lets the SDK read XML with the parser it has for Node. The one for browsers uses DOMParser, which
 * our Content-Security-Policy forbids: no page may turn a text into a document.
 */
export function xmlParser(): Plugin {
  return {
    name: 'lading-xml-parser',
    apply: 'build',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source !== './xml-parser' || importer === undefined) return null;
      const inBuilder = importer.includes('/@aws-sdk/xml-builder/');
      return inBuilder ? join(dirname(importer), 'xml-parser.js') : null;
    },
  };
}
