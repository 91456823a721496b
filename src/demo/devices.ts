/** The athlete's devices: invented units with the number FIT keeps for products in development. */

import type { Device } from '../core/recording.ts';

export const HEAD_UNIT: Device = {
  manufacturer: 'development',
  product: 'Demo Head Unit',
  serial: '3100417',
  software: '4.20',
};

/** The watch of the first years: no running dynamics, no power. */
export const OLD_WATCH: Device = {
  manufacturer: 'development',
  product: 'Demo Watch',
  serial: '2200931',
  software: '2.70',
};

export const WATCH: Device = {
  manufacturer: 'development',
  product: 'Demo Watch 2',
  serial: '4400265',
  software: '9.10',
};

/** An app writes no device. */
export const PHONE: Device = { manufacturer: null, product: null, serial: null, software: null };
