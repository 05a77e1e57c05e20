const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/test/support/property-runs.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // Reads .swcrc.
  transform: { '^.+\\.ts$': '@swc/jest' },
};
const tier = (displayName, testMatch) => ({ ...base, displayName, testMatch });

export default {
  // Each suite loads the whole product, so on a machine with two cores an idle core would cost half of the time.
  maxWorkers: '100%',
  // No test leaves a handle open: the event loop of a worker ends at once. Freeing the modules of hundreds of suites then takes
  // 0.2 s, but more than jest's half second on a busy machine, and jest would report a worker that failed to exit.
  workerGracefulExitTimeout: 30_000,
  projects: [
    tier('unit', ['<rootDir>/src/**/*.spec.ts']),
    tier('cases', ['<rootDir>/test/cases/**/*.spec.ts']),
    tier('scenarios', ['<rootDir>/test/scenarios/**/*.spec.ts']),
    tier('integration', ['<rootDir>/test/integration/**/*.spec.ts']),
    tier('http', ['<rootDir>/test/http/**/*.spec.ts']),
    tier('faults', ['<rootDir>/test/faults/**/*.spec.ts']),
  ],
  testTimeout: 180_000,
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts'],
  coverageReporters: ['text-summary', 'html'],
};
