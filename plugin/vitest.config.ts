import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**"],
    // Tests wait for conditions with deadlines of their own; this one is for a machine with much to do.
    testTimeout: 30_000,
  },
});
