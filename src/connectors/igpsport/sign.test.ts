/** Signatures against vectors made by the vendor's own code. */

import { describe, expect, it } from 'vitest';
import { sign, signatureHeaders } from './sign.ts';

const KEY = 'demo-session-key';

describe('sign', () => {
  it('signs a query in the order it is sent', () => {
    const signature = sign(KEY, {
      method: 'GET',
      target:
        '/service/web-gateway/web-analyze/activity/queryMyActivity?pageNo=1&pageSize=20&reqType=0&sort=1&sortType=1',
      body: '',
      timestamp_s: 1_750_000_000,
      nonce: '3f2c1e9a-7b4d-4c11-9a55-0d6e8f3b2a10',
    });
    expect(signature).toBe('u3UbfICvdAMrfYTmNhjyX8sPAiJ6frpFDuxS0X5vSmA=');
  });

  it('signs the bytes of a body', () => {
    const signature = sign(KEY, {
      method: 'POST',
      target: '/service/auth/account/login',
      body: new TextEncoder().encode('{"appId":"igpsport-web","username":"rider@example.test","password":"pw"}'),
      timestamp_s: 1_750_000_001,
      nonce: '11111111-2222-4333-8444-555555555555',
    });
    expect(signature).toBe('fEVqRn+Bn2Wd7A5R9mIleBMy0/I+xXDrU7rKQt3EChE=');
  });

  it('uses whole seconds and never a nonce twice', () => {
    const first = signatureHeaders('GET', '/service/x', '', 1_750_000_000.9);
    const second = signatureHeaders('GET', '/service/x', '', 1_750_000_000.9);
    expect(first['x-timestamp']).toBe('1750000000');
    expect(first['x-nonce']).not.toBe(second['x-nonce']);
  });
});
