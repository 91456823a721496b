/** Connects a fake platform to a home as a person would: typed answers, or a browser that follows the page at once. */

import { beginConnect, type ChosenTerms, connectAccount } from '../../src/actions/connect-account.ts';
import { syncTargets } from '../../src/actions/sync-targets.ts';
import type { Connector } from '../../src/core/connector.ts';
import type { Account } from '../../src/platform/accounts.ts';
import { openSecrets } from '../../src/platform/secrets.ts';
import { chooseAthlete, type Paceline } from '../../src/sync/open.ts';
import type { AccountReport, SyncOptions } from '../../src/sync/sync-account.ts';
import { type SyncReport, syncAccounts } from '../../src/sync/sync-accounts.ts';
import type { FakePlatform } from './fake.ts';

/** Everything released: what the tests want unless they are about the choices. */
const RELEASED: ChosenTerms = { accept_terms: true, show_models: true, combine: true, keep_days: null };

export async function connectFake(
  { store }: Paceline,
  connector: Connector,
  fake: FakePlatform,
  chosen: ChosenTerms = RELEASED,
): Promise<Account> {
  process.env[fake.base_url_env] = fake.url;
  const athlete = await chooseAthlete(store);
  const work = { db: store.db, secrets: openSecrets(store.home), athlete_id: athlete.id };
  const way = connector.ways.find(({ id }) => id === fake.way)!;
  const request = { connector, way, answers: fake.answers, chosen };
  if (!way.authorize) return (await connectAccount(work, request)).account;
  const login = await beginConnect(work, request);
  const page = await fetch(login.url.replace(/^https:\/\/[^/]+/, fake.url), { redirect: 'manual' });
  await fetch(page.headers.get('location')!);
  return (await login.connected).account;
}

export async function syncFakes(paceline: Paceline, options: SyncOptions = {}): Promise<SyncReport> {
  const athlete = await chooseAthlete(paceline.store);
  const { targets } = await syncTargets(paceline.store, { athlete_id: athlete.id });
  return syncAccounts(paceline, targets, options);
}

/** The report of the only account. */
export async function syncFake(paceline: Paceline, options: SyncOptions = {}): Promise<AccountReport> {
  const { accounts } = await syncFakes(paceline, options);
  if (accounts.length !== 1) throw new Error(`${accounts.length} accounts`);
  return accounts[0]!;
}
