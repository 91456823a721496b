import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/run-folder.ts'],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // V8's protection of code pages aborts the process now and then when many threads come and go (nodejs/node#64500).
    execArgv: ['--no-memory-protection-keys'],
    reporters: ['default', './test/closing-line.ts'],
  },
});
