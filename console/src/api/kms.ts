import { KMSClient, ListAliasesCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { operationsOf } from './operation';

const kms = operationsOf('kms', settings => new KMSClient(settings));

export const listAliases = kms('ListAliases', ListAliasesCommand);
export const listKeys = kms('ListKeys', ListKeysCommand);
