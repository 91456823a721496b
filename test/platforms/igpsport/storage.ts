/** Object storage on an origin of its own, which knows no logins and refuses whoever shows one. */

import { type FakeServer, startServer } from '../server.ts';
import { fileOf } from './files.ts';
import type { FakeState } from './state.ts';

export function startStorage(state: FakeState): Promise<FakeServer> {
  return startServer(({ path, headers, method }) => {
    if (headers.authorization !== undefined) {
      state.violations.push('the storage was shown an authorization');
      return { status: 400, body: '<Error><Code>InvalidArgument</Code></Error>' };
    }
    if (method !== 'GET') state.violations.push(`the storage was called with ${method}`);
    const match = /^\/(moved\/)?(\d+)-(\d+)-(\d+)$/.exec(path);
    const one = match ? state.activities.get(Number(match[3])) : undefined;
    const found = one && Number(match![2]) === state.member_id && Number(match![4]) === one.file_version;
    if (!found) return { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
    if (state.switches.storage_redirects && !match![1]) {
      return { status: 302, headers: { location: `${state.storage_url}/moved${path}` } };
    }
    const file = fileOf(one.workout, state.switches.files.get(one.workout.number) ?? 'clean');
    return file === null ? { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' } : { body: file };
  });
}
