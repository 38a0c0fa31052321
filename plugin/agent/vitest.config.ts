import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    // WebRTC's threads outlive the file that started them; a process of its own ends them.
    pool: "forks",
  },
});
