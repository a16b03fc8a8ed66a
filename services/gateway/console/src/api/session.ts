import { useQuery } from "@tanstack/react-query";
import type { Grant } from "../domain/permissions";
import { newRequestId, send } from "./client";
import { ApiError } from "./errors";

/** Who is signed in; null is nobody. The gateway's own answer, part of no service's API. */
export interface Session {
  name: string;
  principal: string;
  grants: Grant[];
  expires?: string;
  /** Whether pages can be had as PDF files. */
  prints?: boolean;
}

/** Who is signed in now: another tab may have changed that. */
export async function fetchSession(): Promise<Session | null> {
  try {
    const answer = JSON.parse(await send("/api/v1/session", { method: "GET" })) as Session;
    return { ...answer, grants: answer.grants ?? [] };
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export function useSession() {
  return useQuery<Session | null, ApiError>({ queryKey: ["session"], queryFn: fetchSession, staleTime: Infinity });
}

export function signIn(returnTo: string): void {
  window.location.assign(`/auth/login?return=${encodeURIComponent(returnTo)}`);
}

export async function signOut(): Promise<void> {
  await send("/auth/logout", { method: "POST", headers: { "Idempotency-Key": newRequestId() } });
  window.location.assign("/login");
}
