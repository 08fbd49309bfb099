import { cloudtrailPages } from './cloudtrailPages';
import { identityPages } from './identityPages';
import { logsPages } from './logsPages';
import { registryPages } from './registryPages';
import { shellPages } from './shellPages';

/** Every page of the console, in the order of its navigation. */
export const pages = [
  ...shellPages,
  ...registryPages,
  ...cloudtrailPages,
  ...logsPages,
  ...identityPages,
];
