import type { Service } from '../shell/service';
import { cloudtrail } from './cloudtrail/service';
import { home } from './home/service';
import { identity } from './identity/service';
import { logs } from './logs/service';
import { registry } from './registry/service';

/** In the order of the side navigation. */
export const services: readonly Service[] = [home, registry, cloudtrail, logs, identity];
