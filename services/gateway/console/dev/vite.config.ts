import type { Plugin } from "vite";
import { mergeConfig } from "vite";
import base from "../vite.config";
import { answer } from "./mock/server";

// A stand-in for the platform with made-up figures, for work on the console alone.
function mock(): Plugin {
  return {
    name: "mock",
    configureServer: (server) => void server.middlewares.use((req, res, next) => void answer(req, res, next)),
    configurePreviewServer: (server) => void server.middlewares.use((req, res, next) => void answer(req, res, next)),
  };
}

export default mergeConfig(base, { plugins: [mock()] });
