import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { transferSizes } from "./transfer/plugin.ts";

export default defineConfig({
  plugins: [react(), transferSizes()],
  build: {
    target: "chrome87",
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "echarts", test: /node_modules[\\/](echarts|zrender)[\\/]/ },
            { name: "react", test: /node_modules[\\/](react|react-dom|react-router|scheduler|@tanstack)[\\/]/ },
          ],
        },
      },
    },
  },
  test: { include: ["src/**/*.test.ts", "transfer/*.test.ts"], environment: "node", isolate: false },
});
