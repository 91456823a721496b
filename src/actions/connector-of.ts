/** The connector an account belongs to. */

import { PLATFORMS } from '../connectors/platforms.ts';
import type { Connector } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';

/** Throws Failure for a platform this version does not know. */
export function connectorOf({ platform }: { readonly platform: string }): Connector {
  const connector = PLATFORMS.find(({ id }) => id === platform);
  if (connector) return connector;
  throw new Failure(
    'unknown_platform',
    `This version of Paceline does not know the platform "${platform}".`,
    `Known: ${PLATFORMS.map(({ id }) => id).join(', ')}.`,
  );
}
