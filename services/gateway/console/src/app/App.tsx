import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App as AntdApp, ConfigProvider } from "antd";
import zhCN from "antd/locale/zh_CN";
import { useEffect } from "react";
import { createBrowserRouter, RouterProvider } from "react-router";
import { SESSION_ENDED } from "../api/client";
import { ApiError } from "../api/errors";
import { routes } from "./routes";
import { theme } from "./theme";

/** What the surroundings cause is tried again; a refusal is an answer. */
function again(failures: number, error: unknown): boolean {
  return failures < 2 && error instanceof ApiError && [0, 429, 503].includes(error.status);
}

const client = new QueryClient({
  defaultOptions: { queries: { retry: again, staleTime: 10_000, refetchOnWindowFocus: false } },
});

const router = createBrowserRouter(routes);

export function App() {
  useEffect(() => {
    const forget = () => client.setQueryData(["session"], null);
    window.addEventListener(SESSION_ENDED, forget);
    return () => window.removeEventListener(SESSION_ENDED, forget);
  }, []);
  return (
    <ConfigProvider locale={zhCN} theme={theme} button={{ autoInsertSpace: false }}>
      <AntdApp style={{ height: "100%" }}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntdApp>
    </ConfigProvider>
  );
}
